import type { ShipmentEventRow } from '../../db/shipments/shipments';
import { shipmentEventKey } from '../../shared/crypto/dedupe-key';
import { newId } from '../../shared/crypto/ids';
import { type AppliedEvent, applyEvents, type EventVerdict } from './apply-events';
import type { ShipmentRules } from './leading-source';
import type { ReceivedReport } from './received-report';
import { isNamedByReturn, type ShipmentDraft } from './shipment-draft';
import type { ShipmentTrigger } from './shipment-trigger';

/** The flow events that happened to a shipment, and those among them that may start flows. */
export type FlowEvents = { happened: ShipmentTrigger[]; triggers: ShipmentTrigger[] };

/** The account's rules, and the time of the call. */
export type RuleTime = { rules: ShipmentRules; now: number };

type DraftResult = EventVerdict & { eventId: string } & FlowEvents;

function setState({ shipment }: ShipmentDraft, { state }: ReturnType<typeof applyEvents>, now: number): void {
  Object.assign(shipment, state, { heldUntil: state.hold?.until ?? null, updatedAt: now });
}

/** Sets the state of a shipment to what all its events say. */
export function refold(draft: ShipmentDraft, { rules, now }: RuleTime): void {
  const isOrderKnown = draft.shipment.orderId !== null;
  setState(draft, applyEvents({ stored: draft.events, incoming: [], isOrderKnown, now, rules }), now);
}

const storedVerdict = ({ verdict: { applied, why } }: AppliedEvent) => ({
  applied,
  why: why === 'duplicate' ? null : why,
});

/**
 * Applies the kept events of a shipment whose order has come. Only the last of them is news: it alone, or a problem that still
 * exists, may start flows.
 */
export function applyKeptEvents(draft: ShipmentDraft, { rules, now }: RuleTime): FlowEvents {
  const kept = draft.events;
  const applied = applyEvents({ stored: [], incoming: kept, isOrderKnown: true, now, rules });
  const { state, results } = applied;
  const isCurrent = ({ on }: ShipmentTrigger): boolean =>
    on === `shipment.${state.state}` || (on === 'shipment.problem' && state.problem);
  const latest = results.findLast(({ happened }) => happened.some(isCurrent));
  const triggers = latest?.triggers.filter(isCurrent) ?? [];
  draft.events = kept.map((row, i) => {
    const result = results[i] as AppliedEvent;
    return { ...row, ...storedVerdict(result), triggered: result === latest ? triggers.map(({ key }) => key) : [] };
  });
  for (const row of draft.events) draft.changedEvents.add(row);
  setState(draft, applied, now);
  return { happened: results.flatMap(({ happened }) => happened), triggers };
}

/** Applies the event of a report to one shipment. */
export function applyShipmentReport(
  draft: ShipmentDraft,
  { receivedAt, report }: ReceivedReport,
  { rules, now }: RuleTime,
): DraftResult {
  const { shipment } = draft;
  const { shipmentId, accountId, storeId } = shipment;
  const { parcel } = report;
  const isReturnLeg = report.event.isReturnLeg || isNamedByReturn(draft, parcel);
  const isOfFulfillment = parcel.fulfillmentGid !== null;
  const [dedupeKey = '', ...earlierKeys] = [shipmentId, ...draft.replaced].map((id) =>
    shipmentEventKey({ ...report.event, shipmentId: id, isOfFulfillment }),
  );
  const repeated = draft.events.find(
    ({ source, dedupeKey: key }) => source === report.event.source && earlierKeys.includes(key),
  );
  if (repeated) return { applied: false, why: 'duplicate', eventId: repeated.eventId, happened: [], triggers: [] };
  const event = { ...report.event, isReturnLeg, dedupeKey, receivedAt, triggered: [] };
  const isOrderKnown = shipment.orderId !== null;
  const applied = applyEvents({ stored: draft.events, incoming: [event], isOrderKnown, now, rules });
  const result = applied.results[0] as AppliedEvent;
  const { verdict, happened, triggers } = result;
  if (verdict.why === 'duplicate') {
    const known = draft.events.find((each) => each.source === event.source && each.dedupeKey === dedupeKey);
    return { ...verdict, eventId: known?.eventId ?? '', happened, triggers };
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
    triggered: [...result.event.triggered],
  };
  draft.events.push(row);
  draft.changedEvents.add(row);
  shipment.eventCount = seq + 1;
  shipment.isShared ||= event.isShared;
  setState(draft, applied, now);
  return { ...verdict, eventId: row.eventId, happened, triggers };
}
