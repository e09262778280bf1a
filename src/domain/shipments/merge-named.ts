import { byArrival } from './by-arrival';
import { type RuleTime, refold } from './draft-events';
import { mayBeOfOrder } from './may-be-of-order';
import { aliasesOfParcel } from './parcel-aliases';
import type { ShipmentReport } from './reports/shipment-report';
import { addAlias, matchOrder, type ShipmentDraft } from './shipment-draft';

/** Whether a flow or a release names the shipment. */
const isInUse = ({ events }: ShipmentDraft): boolean =>
  events.some(({ triggered, source }) => triggered.length > 0 || source === 'release');

/** Orders shipments by which of them is to stay: one that is in use, else the oldest. */
const byUse = (a: ShipmentDraft, b: ShipmentDraft): number =>
  Number(isInUse(b)) - Number(isInUse(a)) || (a.shipment.shipmentId < b.shipment.shipmentId ? -1 : 1);

/** Lets one shipment replace another: it gets its names, its order and what its events say. */
function replace(into: ShipmentDraft, from: ShipmentDraft, time: RuleTime): void {
  if (into.shipment.orderId === null && from.shipment.orderId !== null) matchOrder(into, from.shipment.orderId);
  const isOrderKnown = into.shipment.orderId !== null;
  for (const { alias, isReturn } of from.aliases) {
    if (!isOrderKnown || !alias.startsWith('order')) addAlias(into, alias, isReturn);
  }
  into.shipment.carrier ??= from.shipment.carrier;
  into.shipment.trackingNumber ??= from.shipment.trackingNumber;
  into.shipment.trackingUrl ??= from.shipment.trackingUrl;
  into.shipment.fulfillmentGid ??= from.shipment.fulfillmentGid;
  into.shipment.isShared ||= from.shipment.isShared;
  into.events = [...into.events, ...from.events].toSorted(byArrival);
  for (const row of into.events) {
    if (!isOrderKnown || row.why !== 'unknown_order') continue;
    Object.assign(row, { applied: true, why: null });
    into.changedEvents.add(row);
  }
  into.replaced.push(from.shipment.shipmentId, ...from.replaced);
  from.newAliases = [];
  from.replacedBy = into;
  refold(into, time);
}

/**
 * Merges the shipments of a store that a report names as one parcel, such as one that is known by the shop's id and one by the tracking
 * number. Those of different orders, and those that share a name, are different parcels: carriers use numbers again.
 */
export function mergeNamed(
  drafts: readonly ShipmentDraft[],
  report: ShipmentReport,
  orderId: string | null,
  time: RuleTime,
): void {
  const names = aliasesOfParcel(report.parcel).flatMap(({ alias, isReturn }) => (isReturn ? [] : [alias]));
  if (names.length < 2) return;
  const namesOf = ({ aliases }: ShipmentDraft): string[] =>
    aliases.flatMap(({ alias, isReturn }) => (!isReturn && names.includes(alias) ? [alias] : []));
  const named = drafts
    .filter((draft) => namesOf(draft).length > 0 && mayBeOfOrder(draft, report, orderId))
    .toSorted(byUse);
  if (new Set(named.flatMap(({ shipment }) => shipment.orderId ?? [])).size > 1) return;
  const [into, ...others] = named;
  if (!into) return;
  for (const from of others) {
    const taken = namesOf(into);
    if (!namesOf(from).some((name) => taken.includes(name))) replace(into, from, time);
  }
}
