import type {
  RELEASE_STATES,
  SHIPMENT_MARKS,
  SHIPMENT_REASONS,
  SHIPMENT_SOURCES,
  ShipmentStatus,
} from '../../../shared/orders/shipment-states';

export type ShipmentMark = (typeof SHIPMENT_MARKS)[number];
export type ShipmentReason = (typeof SHIPMENT_REASONS)[number];
export type ShipmentSource = (typeof SHIPMENT_SOURCES)[number];
export type ReleaseState = (typeof RELEASE_STATES)[number];

/** What a source says happened to a parcel. Instants are epoch ms. */
export type ReportedEvent = {
  source: ShipmentSource;
  /** The source's own id of the event; null if it has none. */
  sourceEventId: string | null;
  /** Null where the source's code says nothing about the state, or is unknown. */
  state: ShipmentStatus | null;
  reason: ShipmentReason | null;
  mark: ShipmentMark | null;
  /** The source's code and text, as they came. */
  rawCode: string | null;
  rawText: string | null;
  /** Nothing says what the source's code means. */
  isUnknown: boolean;
  place: string | null;
  happenedAt: number;
  /** `day`: the source gave no hour, so `happenedAt` is only the event's place among the others. */
  precision: 'minute' | 'day';
  /** The event's place in the source's own list, oldest first; null if it came alone. */
  listIndex: number | null;
  /** The event is an earlier entry of a list that a newer entry overtakes; it starts no flow. */
  isHistory: boolean;
  /** The source repeats its current state with every change of the parcel, so that the same state again is not news. */
  isSnapshot: boolean;
  /** The event belongs to the way back to the sender: a delivery is the return of the parcel. */
  isReturnLeg: boolean;
  /** One status stands for several parcels, so that a delivery is not certain for this one. */
  isShared: boolean;
  /** Until when a held parcel waits for the sender. */
  holdUntil: number | null;
  /** The carrier's id of the case that it opened for a held parcel. */
  dossier: string | null;
  /** The new state of a release of the held parcel. */
  release: ReleaseState | null;
  /** When the parcel is expected to arrive. */
  expectedAt: number | null;
  /** The `sourceEventId` of an earlier event that the source has deleted. */
  retracts: string | null;
};

/** An event as it is applied. */
export type ShipmentEvent = ReportedEvent & {
  /** Identifies the event among those of its store and source. */
  dedupeKey: string;
  receivedAt: number;
  /** The keys of the flow events that it started. */
  triggered: readonly string[];
};
