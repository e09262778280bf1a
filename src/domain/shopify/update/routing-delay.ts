import type { Push } from '../../../db/pushes/pushes';

/** Shopify routes an order within seconds, rarely minutes. Its webhook wakes the push before the delay is over. */
const DELAYS_MS = [5_000, 20_000, 60_000, 300_000];

/** The error of an attempt to hold an order that Shopify had not routed yet. */
export const NOT_ROUTED = 'no_fulfillment_orders';

/** Returns in how many ms a push tries again to hold an order that has not been routed; undefined when it gives up. */
export const routingDelayMs = ({ attempts, attemptsBefore }: Push): number | undefined =>
  DELAYS_MS[attempts - attemptsBefore];
