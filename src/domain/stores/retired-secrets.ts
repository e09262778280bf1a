import type { RetiredSecret } from '../../db/schema';
import type { Store } from '../../db/stores';

/** The secrets of a store, sealed, that were rotated away and are still good, newest first: of pushes, or of Shopify's webhooks. */
export function retiredSecrets(store: Store, now: number): RetiredSecret[] {
  const [secret, until] =
    store.kind === 'shopify'
      ? [store.shopifyPreviousWebhookSecret, store.shopifyPreviousWebhookSecretUntil]
      : [store.previousSecret, store.previousSecretUntil];
  const previous = secret === null ? [] : [{ secret, until: until ?? 0 }];
  return [...previous, ...(store.earlierSecrets ?? [])].filter((retired) => retired.until > now);
}
