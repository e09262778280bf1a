import type { RetiredSecret } from '../../db/schema';
import type { Store } from '../../db/stores/stores';
import { AppError } from '../../shared/errors/app-error';

/**
 * How long a rotated secret stays valid: pushes are also signed with it. Shopify signs with its old secret for up to an hour
 * after a new one is made.
 */
export const SECRET_OVERLAP_MS = 86_400_000;
/** Each costs a signature in a header of every push, or one to compare with that of every webhook. */
const MAX_RETIRED = 20;

/** Returns a store's rotated secrets that are still valid, encrypted, newest first: of pushes, or of Shopify's webhooks. */
export function retiredSecrets(store: Store, now: number): RetiredSecret[] {
  const [secret, until] =
    store.kind === 'shopify'
      ? [store.shopifyPreviousWebhookSecret, store.shopifyPreviousWebhookSecretUntil]
      : [store.previousSecret, store.previousSecretUntil];
  const previous = secret === null ? [] : [{ secret, until: until ?? 0 }];
  return [...previous, ...(store.earlierSecrets ?? [])].filter((retired) => retired.until > now);
}

/** Fails with rate_limited when too many rotated secrets are still valid. */
export function checkRetiredLimit(store: Store, now: number): void {
  if (retiredSecrets(store, now).length < MAX_RETIRED) return;
  throw new AppError(
    'rate_limited',
    `${MAX_RETIRED} secrets were rotated within 24 hours and are still valid: try again when the oldest expires`,
  );
}
