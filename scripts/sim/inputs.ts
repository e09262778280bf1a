import measured from './measured.json' with { type: 'json' };

/** The costs of an order with the flow cod-confirmation, measured by `node bench/order-cost.ts --write`. */
export const MEASURED = measured;

type Member = keyof typeof measured.together.asked;

/** Returns the cost of one order over all its phases, played together with others as under load. */
export const ofOrder = (member: Member): number =>
  Object.values(measured.together).reduce((sum, phase) => sum + phase[member], 0);

/** The bytes of an order in D1, including indexes and raw events. */
export const D1_BYTES_AN_ORDER = measured.d1_bytes;

/** The limits of the platforms; the lower end where they state a range. */
export const LIMITS = {
  /** https://developers.cloudflare.com/d1/platform/limits/ */
  d1Bytes: 10e9,
  /** https://developers.cloudflare.com/queues/platform/limits/ */
  queueMessagesPerSecond: 5_000,
  /** https://developers.cloudflare.com/workflows/reference/limits/ */
  workflowCreatesPerSecond: 100,
  /** https://developers.cloudflare.com/durable-objects/platform/limits/: a soft 1,000, less for calls that write. */
  objectCallsPerSecond: 500,
  /** Both directions together: https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput */
  whatsappMessagesPerSecond: 80,
  /** The restore rate of the standard plan: https://shopify.dev/docs/api/usage/limits */
  shopifyPointsPerSecond: 100,
  /** The default rate of a merchant's own store. */
  storeCallsPerSecond: 10,
} as const;

/** Not measured in production yet. */
export const ASSUMED = {
  /**
   * How long a batch or a statement occupies the single-threaded D1, in ms. Cloudflare's own example is 1; the local D1
   * needs a quarter of that.
   */
  d1HoldMs: 1,
  /** The network time to D1 and back. */
  d1TripMs: 8,
  metaCallMs: 250,
  shopifyCallMs: 200,
  workflowStartMs: 150,
  /** Cloudflare keeps the state of a finished run for 7 days by default. */
  workflowBytes: 20_000,
  workflowDays: 7,
  /** How long an object with 128 MB stays awake after a call. */
  objectAwakeMs: 20,
  /** The size of an order's payload in R2, and how long it and the order's rows are kept. */
  payloadBytes: 6_000,
  keptMonths: 12,
  /** The share of each hour in a day's orders of an Italian shop, from midnight, in thousandths. */
  hours: [18, 9, 5, 3, 3, 6, 14, 28, 42, 52, 58, 58, 54, 48, 50, 54, 54, 54, 56, 60, 72, 86, 70, 46],
  /** The orders of Black Friday, as a multiple of a usual day. */
  blackFriday: 5,
} as const;
