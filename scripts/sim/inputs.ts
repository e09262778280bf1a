import measured from './measured.json' with { type: 'json' };

/** What an order of the flow cod-confirmation does, measured by `node bench/order-cost.ts`. */
export const MEASURED = measured;

export type Phase = keyof typeof measured.together;
export type Member = keyof typeof measured.together.asked;

/** Of one order over all its phases, played together with others as under load. */
export const ofOrder = (member: Member): number =>
  Object.values(measured.together).reduce((sum, phase) => sum + phase[member], 0);

/** Bytes that D1 keeps of an order, indexes and raw events included. */
export const D1_BYTES_AN_ORDER = measured.d1_bytes;

/** What the platforms allow. Where they say a range, its lower end. */
export const LIMITS = {
  /** https://developers.cloudflare.com/d1/platform/limits/ */
  d1Bytes: 10e9,
  /** https://developers.cloudflare.com/queues/platform/limits/ */
  queueMessagesPerSecond: 5_000,
  queueConsumers: 250,
  /** https://developers.cloudflare.com/workflows/reference/limits/ */
  workflowCreatesPerSecond: 100,
  workflowInstances: 50_000,
  /** https://developers.cloudflare.com/durable-objects/platform/limits/ says 1,000, soft, and less for what writes. */
  objectCallsPerSecond: 500,
  /** In and out together: https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput */
  whatsappMessagesPerSecond: 80,
  /** Given back by the standard plan: https://shopify.dev/docs/api/usage/limits */
  shopifyPointsPerSecond: 100,
  /** A merchant's own store, unless it says otherwise. */
  storeCallsPerSecond: 10,
} as const;

/** What nobody has measured in production yet. */
export const ASSUMED = {
  /**
   * D1 is single-threaded: a batch or a statement holds it so long, in ms. Cloudflare's own example says 1; the local D1
   * says a quarter of it.
   */
  d1HoldMs: 1,
  /** To D1 and back, beside what it works. */
  d1TripMs: 8,
  metaCallMs: 250,
  shopifyCallMs: 200,
  workflowStartMs: 150,
  /** A finished run's state is kept for 7 days, as Cloudflare does by itself. */
  workflowBytes: 20_000,
  workflowDays: 7,
  /** An object is awake for so long after a call, with 128 MB. */
  objectAwakeMs: 20,
  /** An order's payload in the bucket, and how long it and the order's rows are kept. */
  payloadBytes: 6_000,
  keptMonths: 12,
  /** A day's orders in each hour of an Italian shop, from midnight, in thousandths. */
  hours: [18, 9, 5, 3, 3, 6, 14, 28, 42, 52, 58, 58, 54, 48, 50, 54, 54, 54, 56, 60, 72, 86, 70, 46],
  /** A day of days, against a usual one. */
  blackFriday: 5,
} as const;
