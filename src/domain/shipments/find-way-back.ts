import { type ParcelRef, parcelRef, present, type ShipmentReport } from './reports/shipment-report';
import type { ShipmentDraft } from './shipment-draft';

const only = (drafts: ShipmentDraft[]): ShipmentDraft | null => (drafts.length === 1 ? (drafts[0] ?? null) : null);

/**
 * Returns the parcel whose way back a report is about under a number that is not known yet: the only one of the order, else the
 * only one that is held or going back; null if that is not certain.
 */
export function findWayBack(
  drafts: readonly ShipmentDraft[],
  { event, parcel }: ShipmentReport,
  orderId: string | null,
): ShipmentDraft | null {
  if (!event.isReturnLeg || parcel.trackingNumber === null || orderId === null) return null;
  const ofOrder = drafts.filter(({ shipment }) => shipment.orderId === orderId);
  return only(ofOrder) ?? only(ofOrder.filter(({ shipment: { state } }) => state === 'held' || state === 'returning'));
}

/** Returns the names of a way back, for the parcel that goes back. */
export const wayBackRef = ({ trackingNumber }: ParcelRef): ParcelRef =>
  parcelRef({ returnNumbers: present(trackingNumber) });
