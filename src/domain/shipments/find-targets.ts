import { mayBeOfOrder } from './may-be-of-order';
import { aliasesOfParcel } from './parcel-aliases';
import type { ShipmentReport } from './reports/shipment-report';
import type { ShipmentDraft } from './shipment-draft';

/** Returns the newest of several shipments, because carriers use numbers again; a list for none. */
const newest = (drafts: ShipmentDraft[]): ShipmentDraft[] =>
  drafts.toSorted((a, b) => (a.shipment.shipmentId < b.shipment.shipmentId ? 1 : -1)).slice(0, 1);

/**
 * Returns the shipments of a store that a report is about; none if it is about a new one. A number belongs to the shipment of
 * the named order, else to one whose order is not known yet. An event of a fulfillment is about all its parcels.
 */
export function findTargets(
  drafts: readonly ShipmentDraft[],
  report: ShipmentReport,
  orderId: string | null,
): ShipmentDraft[] {
  const { parcel, event } = report;
  const { fulfillmentGid, trackingNumber, parcelId } = parcel;
  const fitting = drafts.filter((draft) => mayBeOfOrder(draft, report, orderId));
  const ofFulfillment =
    fulfillmentGid === null ? [] : fitting.filter(({ shipment }) => shipment.fulfillmentGid === fulfillmentGid);
  if (trackingNumber === null && parcelId === null) return ofFulfillment;
  const names = aliasesOfParcel(parcel).map(({ alias }) => alias);
  const named = fitting.filter(({ aliases }) => aliases.some(({ alias }) => names.includes(alias)));
  const ofOrder = named.filter(({ shipment }) => shipment.orderId === orderId);
  if (named.length > 0) return newest(ofOrder.length > 0 ? ofOrder : named);
  // The only parcel of a fulfillment gets its number, or a corrected one.
  const [only] = ofFulfillment;
  const isOnly = ofFulfillment.length === 1 && (only?.shipment.trackingNumber === null || !event.isShared);
  return only && isOnly ? [only] : [];
}
