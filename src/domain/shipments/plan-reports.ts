import type { ShipmentQuery } from '../../db/shipment-context';
import type { ShipmentEventRow, ShipmentsWrite } from '../../db/shipments';
import { shipmentEventKey } from '../../shared/dedupe-key';
import { newId } from '../../shared/ids';
import type { Deps } from '../ports';
import { type AppliedEvent, applyEvents, type EventVerdict } from './apply-events';
import { findOrderOf } from './find-order';
import { findTargets } from './find-targets';
import { aliasesOf, orderNames } from './parcel-aliases';
import type { ShipmentReport } from './reports/shipment-report';
import { isNamedByReturn, matchOrder, nameParcel, newShipmentDraft, type ShipmentDraft } from './shipment-draft';
import type { ShipmentTrigger } from './shipment-trigger';

/** A report that has come for a store. `zone` is the account's time zone. */
export type ReceivedReport = {
  accountId: string;
  storeId: string;
  zone: string;
  receivedAt: number;
  report: ShipmentReport;
};

/** What a report did to one shipment. */
export type ReportResult = EventVerdict & { shipmentId: string; eventId: string; triggers: ShipmentTrigger[] };

export type ShipmentContext = Awaited<ReturnType<Deps['shipments']['loadContext']>>;

const sourceKeyOf = ({ report: { event, parcel } }: ReceivedReport): string | null =>
  event.sourceEventId === null || parcel.fulfillmentGid !== null
    ? null
    : shipmentEventKey({ ...event, shipmentId: '', isOfFulfillment: false });

/** Returns what to load before a report can be applied. */
export function queryOf(received: ReceivedReport): ShipmentQuery {
  const { accountId, storeId, report } = received;
  const { ids, numbers } = orderNames(report.order);
  return {
    accountId,
    storeId,
    aliases: aliasesOf(report.parcel).map(({ alias }) => alias),
    fulfillmentGid: report.parcel.fulfillmentGid,
    orderIds: ids,
    orderNumbers: numbers,
    source: report.event.source,
    sourceKey: sourceKeyOf(received),
  };
}

const eventName = (owner: { accountId: string; storeId: string }, source: string, dedupeKey: string): string =>
  JSON.stringify([owner.accountId, owner.storeId, source, dedupeKey]);

function toDrafts({ shipments, aliases, events }: ShipmentContext): ShipmentDraft[] {
  const aliasesById = Map.groupBy(aliases, ({ shipmentId }) => shipmentId);
  const eventsById = Map.groupBy(events, ({ shipmentId }) => shipmentId);
  return shipments.map((shipment) => ({
    shipment: { ...shipment },
    aliases: aliasesById.get(shipment.shipmentId) ?? [],
    events: (eventsById.get(shipment.shipmentId) ?? []).toSorted((a, b) => a.seq - b.seq),
    newAliases: [],
    changedEvents: new Set(),
    isMatched: false,
  }));
}

function setState({ shipment }: ShipmentDraft, { state }: ReturnType<typeof applyEvents>, now: number): void {
  Object.assign(shipment, state, { heldUntil: state.hold?.until ?? null, updatedAt: now });
}

const storedVerdict = ({ event, verdict: { applied, why } }: AppliedEvent) => ({
  applied,
  why: why === 'duplicate' ? null : why,
  triggered: [...event.triggered],
});

/** Applies the kept events of a shipment whose order has come; returns what they start. */
function applyKept(draft: ShipmentDraft, zone: string, now: number): ShipmentTrigger[] {
  const kept = draft.events;
  const applied = applyEvents({ stored: [], incoming: kept, isOrderKnown: true, now, zone });
  draft.events = kept.map((row, i) => ({ ...row, ...storedVerdict(applied.results[i] as AppliedEvent) }));
  for (const row of draft.events) draft.changedEvents.add(row);
  setState(draft, applied, now);
  return applied.results.flatMap(({ triggers }) => triggers);
}

/** Applies the event of a report to one shipment. */
function applyToDraft(draft: ShipmentDraft, { zone, receivedAt, report }: ReceivedReport, now: number): ReportResult {
  const { shipment } = draft;
  const { shipmentId, accountId, storeId } = shipment;
  const { parcel } = report;
  const isReturnLeg = report.event.isReturnLeg || isNamedByReturn(draft, parcel);
  const dedupeKey = shipmentEventKey({ ...report.event, shipmentId, isOfFulfillment: parcel.fulfillmentGid !== null });
  const event = { ...report.event, isReturnLeg, dedupeKey, receivedAt, triggered: [] };
  const isOrderKnown = shipment.orderId !== null;
  const applied = applyEvents({ stored: draft.events, incoming: [event], isOrderKnown, now, zone });
  const result = applied.results[0] as AppliedEvent;
  const { verdict, triggers } = result;
  if (verdict.why === 'duplicate') {
    const known = draft.events.find((each) => each.source === event.source && each.dedupeKey === dedupeKey);
    return { ...verdict, shipmentId, eventId: known?.eventId ?? '', triggers };
  }
  const seq = shipment.eventCount;
  const row: ShipmentEventRow = {
    ...result.event,
    eventId: newId('she'),
    accountId,
    storeId,
    shipmentId,
    seq,
    ...storedVerdict(result),
  };
  draft.events.push(row);
  draft.changedEvents.add(row);
  shipment.eventCount = seq + 1;
  shipment.isShared ||= event.isShared;
  setState(draft, applied, now);
  return { ...verdict, shipmentId, eventId: row.eventId, triggers };
}

/**
 * Plans a batch of reports in the order in which they came: what to write, and what each report did. A report of a fulfillment
 * can have several results, one for each parcel.
 */
export function planReports(
  context: ShipmentContext,
  batch: readonly ReceivedReport[],
  now: number,
): { write: ShipmentsWrite; results: ReportResult[][] } {
  const drafts = toDrafts(context);
  const known = new Map(context.known.map((each) => [eventName(each, each.source, each.dedupeKey), each] as const));

  const apply = (received: ReceivedReport): ReportResult[] => {
    const { accountId, storeId, zone, report } = received;
    const ofStore = (row: { accountId: string; storeId: string }) =>
      row.accountId === accountId && row.storeId === storeId;
    const sourceKey = sourceKeyOf(received);
    const name = sourceKey === null ? null : eventName(received, report.event.source, sourceKey);
    const repeated = name === null ? undefined : known.get(name);
    if (repeated) {
      const { shipmentId, eventId } = repeated;
      return [{ applied: false, why: 'duplicate', shipmentId, eventId, triggers: [] }];
    }
    const orderId = findOrderOf(report.order, context.orders.filter(ofStore));
    let targets = findTargets(
      drafts.filter(({ shipment }) => ofStore(shipment)),
      report,
      orderId,
    );
    if (targets.length === 0) {
      targets = [newShipmentDraft({ accountId, storeId }, orderId, now)];
      drafts.push(...targets);
    }
    return targets.map((draft) => {
      const isMatched = draft.shipment.orderId === null && orderId !== null;
      if (isMatched) matchOrder(draft, orderId);
      const started = isMatched ? applyKept(draft, zone, now) : [];
      nameParcel(draft, report.parcel, report.order);
      const result = applyToDraft(draft, received, now);
      if (name !== null) known.set(name, { ...result, accountId, storeId, source: report.event.source, dedupeKey: '' });
      return { ...result, triggers: [...started, ...result.triggers] };
    });
  };

  const results = batch.map(apply);
  const changed = drafts.filter(({ changedEvents, newAliases }) => changedEvents.size > 0 || newAliases.length > 0);
  const write: ShipmentsWrite = {
    shipments: changed.map(({ shipment }) => shipment),
    aliases: changed.flatMap(({ newAliases }) => newAliases),
    events: changed.flatMap(({ changedEvents }) => [...changedEvents]),
    matched: changed.filter(({ isMatched }) => isMatched).map(({ shipment }) => shipment.shipmentId),
  };
  return { write, results };
}
