import type { Endpoint } from '../../db/schema';
import type { Subscription } from '../../db/subscriptions/subscriptions';

/** The time-out of updateObject, unless a store sets another. */
const TIMEOUT_MS = 15_000;

/** A subscription's rate, which is that of a store by default. */
export const SUBSCRIPTION_RATE = { per_second: 10, burst: 20, concurrency: 4 };

/** Returns where a subscription's events are sent. */
export const subscriptionEndpoint = ({ url }: Pick<Subscription, 'url'>): Endpoint => ({
  url,
  method: 'POST',
  headers: {},
  timeout_ms: TIMEOUT_MS,
});
