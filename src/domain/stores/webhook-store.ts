import { aadFor } from '../../shared/crypto/encryption';
import { AppError } from '../../shared/errors/app-error';
import type { MappedStatus } from '../../shared/orders/mapped-status';
import type { ShippingKind, ShippingSecret } from '../../shared/orders/shipping-secrets';
import { isolateCache } from '../isolate-cache';
import type { Deps } from '../ports';
import { decryptShipping } from './decrypt-shipping';
import { retiredSecrets } from './retired-secrets';

/** The members of a store that verify its webhooks, decrypted. */
export type WebhookStore = {
  kind: 'custom' | 'shopify';
  /** Shopify signs the webhooks that were made by hand with a secret of the shop, and those of the app with the client secret. */
  secrets: { secret: string; of: 'shop' | 'app' }[];
  /** Rotated secrets that are still valid. */
  retired: { secret: string; until: number }[];
  /** Its shipping platform, with the secrets that prove its webhooks. */
  shipping: {
    kind: ShippingKind;
    secrets: Partial<Record<ShippingSecret, string>>;
    treatAsHeld: boolean;
    statuses: MappedStatus[];
  } | null;
};
const cachedStores = isolateCache<WebhookStore>();

const cacheKey = (accountId: string, storeId: string): string => `${accountId} ${storeId}`;

/** Drops a store from this isolate's cache, after a change to it. */
export const invalidateWebhookStore = (accountId: string, storeId: string): void => {
  cachedStores.delete(cacheKey(accountId, storeId));
};

/** Returns a store from this isolate's cache, null if it is not there or has expired. */
export function cachedWebhookStore(accountId: string, storeId: string, now: number): WebhookStore | null {
  return cachedStores.get(cacheKey(accountId, storeId), now) ?? null;
}

/** Finds a store of the account for its webhook; `cold`: D1 was queried. Fails with store_not_found. */
export async function findWebhookStore(
  deps: Pick<Deps, 'encryptor' | 'now' | 'stores'>,
  accountId: string,
  storeId: string,
): Promise<{ store: WebhookStore; cold: boolean }> {
  const now = deps.now();
  const cached = cachedWebhookStore(accountId, storeId, now);
  if (cached) return { store: cached, cold: false };
  invalidateWebhookStore(accountId, storeId);
  const row = await deps.stores.find(accountId, storeId);
  if (!row) throw new AppError('store_not_found', `There is no store ${storeId}`);
  // Retired secrets are encrypted with the same additional data (AAD) as the current one.
  const decrypt = (secret: string, member = 'shopify_webhook_secret') =>
    deps.encryptor.decrypt(secret, aadFor(storeId, member));
  const labelled = async (of: 'shop' | 'app', secret: Promise<string>) => ({ of, secret: await secret });
  // The retired secrets of a custom store sign pushes, not webhooks.
  const retired = row.kind === 'shopify' ? retiredSecrets(row, now) : [];
  const store: WebhookStore = {
    kind: row.kind,
    secrets: await Promise.all([
      ...(row.shopifyWebhookSecret === null ? [] : [labelled('shop', decrypt(row.shopifyWebhookSecret))]),
      ...(row.shopifyClientSecret === null
        ? []
        : [labelled('app', decrypt(row.shopifyClientSecret, 'shopify_client_secret'))]),
    ]),
    shipping: row.shipping && {
      kind: row.shipping.kind,
      secrets: await decryptShipping(deps.encryptor, storeId, row.shipping),
      treatAsHeld: row.shipping.treat_as_held === true,
      statuses: row.shipping.statuses ?? [],
    },
    retired: await Promise.all(retired.map(async ({ secret, until }) => ({ secret: await decrypt(secret), until }))),
  };
  cachedStores.set(cacheKey(accountId, storeId), store, now);
  return { store, cold: true };
}
