import type { ShipmentsWrite } from '../../db/shipments/shipment-statements';
import type { Shipment } from '../../db/shipments/shipments';
import type { Deps } from '../ports';
import type { EventVerdict } from './apply-events';
import { applyKeptEvents, applyShipmentReport, type FlowEvents } from './draft-events';
import { findOrderOf } from './find-order';
import { findTargets } from './find-targets';
import { findWayBack, wayBackRef } from './find-way-back';
import type { ShipmentRules } from './leading-source';
import { changesOfDrafts, loadedDrafts } from './loaded-drafts';
import { mergeNamed } from './merge-named';
import { type ReceivedReport, sourceKeyOf } from './received-report';
import { matchOrder, nameParcel, newShipmentDraft } from './shipment-draft';

/** What a report did to one shipment; `shipment` is the shipment after it, null for a repeated event of a known id. */
export type ReportResult = EventVerdict &
  FlowEvents & { shipmentId: string; eventId: string; shipment: Shipment | null };

type ReportContext = Pick<
  Awaited<ReturnType<Deps['inboundShipments']['loadContext']>>,
  'orders' | 'shipments' | 'aliases' | 'events' | 'replaced' | 'known'
>;

const NO_FLOW_EVENTS: FlowEvents = { happened: [], triggers: [] };

const eventName = (owner: { accountId: string; storeId: string }, source: string, dedupeKey: string): string =>
  JSON.stringify([owner.accountId, owner.storeId, source, dedupeKey]);

/**
 * Plans a batch of reports in the order in which they came: what to write, and what each report did. A report of a fulfillment
 * can have several results, one for each parcel; a deletion about no known parcel has none. `rulesOf` returns an account's rules. `unmatched` are the reports about
 * parcels whose order is not here.
 */
export function planReports(
  context: ReportContext,
  batch: readonly ReceivedReport[],
  { now, rulesOf }: { now: number; rulesOf: (accountId: string) => ShipmentRules },
): { write: ShipmentsWrite; results: ReportResult[][]; unmatched: ReceivedReport[] } {
  const drafts = loadedDrafts(context);
  const known = new Map(context.known.map((each) => [eventName(each, each.source, each.dedupeKey), each] as const));
  const unmatched: ReceivedReport[] = [];

  const apply = (received: ReceivedReport): ReportResult[] => {
    const { accountId, storeId } = received;
    let { report } = received;
    const time = { rules: rulesOf(accountId), now };
    const ofStore = (row: { accountId: string; storeId: string }) =>
      row.accountId === accountId && row.storeId === storeId;
    const sourceKey = sourceKeyOf(received);
    const name = sourceKey === null ? null : eventName(received, report.event.source, sourceKey);
    const repeated = name === null ? undefined : known.get(name);
    if (repeated) {
      const { shipmentId, eventId } = repeated;
      return [{ applied: false, why: 'duplicate', shipmentId, eventId, shipment: null, ...NO_FLOW_EVENTS }];
    }
    const orderId = findOrderOf(report.order, context.orders.filter(ofStore));
    const current = () => drafts.filter(({ shipment, replacedBy }) => ofStore(shipment) && replacedBy === null);
    mergeNamed(current(), report, orderId, time);
    let targets = findTargets(current(), report, orderId);
    const original = targets.length > 0 ? null : findWayBack(current(), report, orderId);
    if (original) {
      targets = [original];
      report = { ...report, parcel: wayBackRef(report.parcel) };
    }
    // The deletion of an event of a parcel that is not known is no parcel.
    if (targets.length === 0 && report.event.retracts !== null) return [];
    if (targets.length === 0) {
      targets = [newShipmentDraft({ accountId, storeId }, orderId, now)];
      drafts.push(...targets);
    }
    if (targets.some(({ shipment }) => shipment.orderId === null) && orderId === null) unmatched.push(received);
    return targets.map((draft) => {
      const { shipment } = draft;
      const isMatched = shipment.orderId === null && orderId !== null;
      if (isMatched) matchOrder(draft, orderId);
      const kept = isMatched ? applyKeptEvents(draft, time) : NO_FLOW_EVENTS;
      nameParcel(draft, report.parcel, report.order);
      const result = applyShipmentReport(draft, { ...received, report }, time);
      const { shipmentId } = shipment;
      if (name !== null) {
        const { eventId } = result;
        known.set(name, {
          accountId,
          storeId,
          source: report.event.source,
          dedupeKey: sourceKey ?? '',
          eventId,
          shipmentId,
        });
      }
      return {
        ...result,
        shipmentId,
        shipment: { ...shipment },
        happened: [...kept.happened, ...result.happened],
        // What has happened since makes the kept event old news.
        triggers: result.happened.length > 0 ? result.triggers : [...kept.triggers, ...result.triggers],
      };
    });
  };

  const results = batch.map(apply);
  return { write: changesOfDrafts(drafts), results, unmatched };
}
