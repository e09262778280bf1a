import type { OrderRef } from '../../../shared/orders/order-aliases';
import type { ReportedEvent, ShipmentSource } from './shipment-event';

/** How a source names a parcel. */
export type ParcelRef = {
  trackingNumber: string | null;
  /** The numbers of its way back to the sender. */
  returnNumbers: string[];
  /** The id of a parcel that may have no number yet. */
  parcelId: string | null;
  fulfillmentGid: string | null;
  carrier: string | null;
  trackingUrl: string | null;
};

/** One event as a source reports it. */
export type ShipmentReport = { parcel: ParcelRef; order: OrderRef; event: ReportedEvent };

/** What a source's code says; a code that is in no table says nothing. */
export type CodeMeaning = Partial<Pick<ReportedEvent, 'state' | 'mark' | 'reason'>>;

/** Returns a parcel of which only these members are known. */
export const parcelRef = (known: Partial<ParcelRef>): ParcelRef => ({
  trackingNumber: null,
  returnNumbers: [],
  parcelId: null,
  fulfillmentGid: null,
  carrier: null,
  trackingUrl: null,
  ...known,
});

/** Returns an event of which only these members are known. */
export const reportedEvent = (
  known: Partial<ReportedEvent> & { source: ShipmentSource; happenedAt: number },
): ReportedEvent => ({
  sourceEventId: null,
  state: null,
  reason: null,
  mark: null,
  rawCode: null,
  rawText: null,
  isUnknown: false,
  place: null,
  precision: 'minute',
  listIndex: null,
  isHistory: false,
  isSnapshot: false,
  isReturnLeg: false,
  isShared: false,
  holdUntil: null,
  dossier: null,
  release: null,
  expectedAt: null,
  retracts: null,
  ...known,
});

/** Returns the texts without those that are absent. */
export const present = (...texts: (string | null)[]): string[] => texts.filter((text) => text !== null);
