import type { Store } from '../../db/stores/stores';
import { aadFor } from '../../shared/crypto/encryption';
import type { Deps } from '../ports';

/** A token is renewed this long before it expires: longer than a call and the clock skew. */
const RENEW_BEFORE_MS = 600_000;

export type AccessTokenResult =
  | { kind: 'token'; token: string }
  /** Shopify does not accept the app or its secret. */
  | { kind: 'refused'; status: number }
  | { kind: 'failed'; code: string };

/**
 * Returns a store's access token: the one that the merchant gave, or one from the client credentials grant, which is renewed
 * before it expires, or at once if `isRefused`. Concurrent renewals are harmless: both tokens are valid, one is stored.
 */
export async function getAccessToken(
  { encryptor, shopify, stores, now }: Pick<Deps, 'encryptor' | 'shopify' | 'stores' | 'now'>,
  store: Store,
  { isRefused }: { isRefused: boolean },
): Promise<AccessTokenResult> {
  const { storeId, accountId } = store;
  const decrypt = (member: string, secret: string) => encryptor.decrypt(secret, aadFor(storeId, member));
  if (store.shopifyTokenApp !== null) {
    return isRefused
      ? { kind: 'refused', status: 401 }
      : { kind: 'token', token: await decrypt('shopify_token_app', store.shopifyTokenApp) };
  }
  const { shopifyAccessToken, shopifyAccessTokenUntil, shopifyClientId, shopifyClientSecret } = store;
  const isFresh = (shopifyAccessTokenUntil ?? 0) - RENEW_BEFORE_MS > now();
  if (shopifyAccessToken !== null && isFresh && !isRefused) {
    return { kind: 'token', token: await decrypt('shopify_access_token', shopifyAccessToken) };
  }
  if (store.shopifyStoreName === null || shopifyClientId === null || shopifyClientSecret === null) {
    return { kind: 'refused', status: 401 };
  }
  const granted = await shopify.grantToken({
    storeName: store.shopifyStoreName,
    clientId: shopifyClientId,
    clientSecret: await decrypt('shopify_client_secret', shopifyClientSecret),
  });
  if (granted.kind !== 'granted') return granted;
  const set = {
    shopifyAccessToken: await encryptor.encrypt(granted.token, aadFor(storeId, 'shopify_access_token')),
    shopifyAccessTokenUntil: now() + granted.lifetimeMs,
  };
  await stores.update({ accountId, storeId, set });
  return { kind: 'token', token: granted.token };
}
