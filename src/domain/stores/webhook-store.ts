import { AppError } from '../../shared/app-error';
import { boundedCache } from '../../shared/bounded-cache';
import { aadFor } from '../../shared/encryption';
import type { Deps } from '../ports';
import { retiredSecrets } from './retired-secrets';

/** How long an isolate trusts what it read of a store. */
const CACHE_TTL_MS = 30_000;
const MAX_CACHED_STORES = 10_000;

/** A store as its webhook needs it: `retired` are secrets that were rotated away and may still have signed; none where none is set. */
export type WebhookStore = {
  kind: 'custom' | 'shopify';
  secret: string | null;
  retired: { secret: string; until: number }[];
};
const cachedStores = boundedCache<string, WebhookStore>(MAX_CACHED_STORES, CACHE_TTL_MS);

const cacheKey = (accountId: string, storeId: string): string => `${accountId} ${storeId}`;

/** Drops what this isolate knows of a store, after a change to it. */
export const invalidateWebhookStore = (accountId: string, storeId: string): void => {
  cachedStores.delete(cacheKey(accountId, storeId));
};

/** What this isolate still trusts of a store, or null. */
export function cachedWebhookStore(accountId: string, storeId: string, now: number): WebhookStore | null {
  return cachedStores.get(cacheKey(accountId, storeId), now) ?? null;
}

/**
 * Finds an account's store for its webhook, and whether D1 had to be asked (`cold`). Fails with store_not_found, also for
 * a store of somebody else.
 */
export async function findWebhookStore(
  deps: Pick<Deps, 'stores' | 'encryptor' | 'now'>,
  accountId: string,
  storeId: string,
): Promise<{ store: WebhookStore; cold: boolean }> {
  const now = deps.now();
  const warm = cachedWebhookStore(accountId, storeId, now);
  if (warm) return { store: warm, cold: false };
  const row = await deps.stores.find(accountId, storeId);
  if (!row) throw new AppError('store_not_found', `There is no store ${storeId}`);
  const open = (sealed: string, member: string) => deps.encryptor.decrypt(sealed, aadFor(storeId, member));
  // A secret that has become the previous one is still sealed for where it was.
  const member = 'shopify_webhook_secret';
  const { shopifyWebhookSecret: sealed } = row;
  // Those of another kind of store sign its pushes, and no webhook.
  const retired = row.kind === 'shopify' ? retiredSecrets(row, now) : [];
  const store: WebhookStore = {
    kind: row.kind,
    secret: sealed === null ? null : await open(sealed, member),
    retired: await Promise.all(
      retired.map(async ({ secret, until }) => ({ secret: await open(secret, member), until })),
    ),
  };
  cachedStores.set(cacheKey(accountId, storeId), store, now);
  return { store, cold: true };
}
