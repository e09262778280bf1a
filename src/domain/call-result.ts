import type { ShopifyThrottleStatus } from '../clients/shopify-admin';

/** What one attempt at a push came to, whoever it went to. */
export type CallResult = {
  status: number | null;
  error: string | null;
  retryAfter: string | null;
  /** The first KiB of what came back. */
  answer: string;
  durationMs: number;
  /** How Shopify's bucket of points stands. */
  stated: ShopifyThrottleStatus | null;
} & (
  | { outcome: 'delivered' | 'again' }
  /** Shopify had no room in its bucket: no attempt was made. */
  | { outcome: 'throttled'; waitMs: number }
  /** The same push can only be refused again. */
  | { outcome: 'refused' }
  /** The store wants no more, or our token opens it no more: nothing is sent until a person has looked. */
  | { outcome: 'gone' | 'locked_out' }
);
