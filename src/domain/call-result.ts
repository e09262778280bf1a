import type { ShopifyThrottleStatus } from '../clients/shopify-admin';
import type { Held } from '../shared/flows/statuses';

/** The result of one attempt at a push, to the merchant's endpoint or to Shopify. */
export type CallResult = {
  status: number | null;
  error: string | null;
  retryAfter: string | null;
  /** The first KiB of the response's body. */
  answer: string;
  durationMs: number;
  /** The state of Shopify's bucket of points, as Shopify reported it. */
  stated: ShopifyThrottleStatus | null;
  /** How much of the order has the flow's hold, for a push that sets or releases it. */
  held?: Held;
} & (
  | { outcome: 'delivered' | 'again' }
  /** The store works, but cannot do it yet. `delayMs`: when to try again; null: as after a failure. */
  | { outcome: 'not_yet'; delayMs: number | null }
  /** Shopify's bucket had too few points: the attempt does not count. */
  | { outcome: 'throttled'; waitMs: number }
  /** A retry would be refused again. */
  | { outcome: 'refused' }
  /** `gone`: the endpoint responded with 410. `locked_out`: Shopify rejected our token. Both pause the store until it is resumed. */
  | { outcome: 'gone' | 'locked_out' }
);
