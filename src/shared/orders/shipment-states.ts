/** The states of a shipment, in the order of a parcel's life. */
export const SHIPMENT_STATES = [
  'announced',
  'in_transit',
  'out_for_delivery',
  'attempt_failed',
  'held',
  'ready_for_pickup',
  'delivered',
  'returning',
  'returned',
  'lost',
  'cancelled',
] as const;

export type ShipmentStatus = (typeof SHIPMENT_STATES)[number];

/** What can be wrong with a parcel in any state. */
export const SHIPMENT_MARKS = ['delayed', 'problem'] as const;

/** Why a parcel is not delivered. */
export const SHIPMENT_REASONS = [
  'recipient_absent',
  'refused',
  'wrong_address',
  'recipient_unknown',
  'recipient_moved',
  'cod_not_paid',
  'closed',
  'holiday',
  'pickup_expired',
  'damaged',
  'piece_missing',
  'wrong_pin',
  'customs',
  'other',
] as const;

/** Who reports a shipment's events. `api`: the merchant's own call; `release`: our own release of a held parcel. */
export const SHIPMENT_SOURCES = ['api', 'shopify', 'qapla', 'aftership', 'sendcloud', 'shippypro', 'release'] as const;

/** The sources that an account can name as leading. */
export const LEADING_SOURCES = ['api', 'shopify', 'qapla', 'aftership', 'sendcloud', 'shippypro'] as const;

/** The states of a release. `unknown`: the call's answer was lost. */
export const RELEASE_STATES = ['sent', 'accepted', 'pending', 'refused', 'unknown'] as const;
