import type { Store } from '../../db/stores';
import { aadFor } from '../../shared/encryption';
import type { Deps } from '../ports';

/** A token is renewed while it still has this long to live: longer than a call and what clocks differ by. */
const RENEW_BEFORE_MS = 600_000;

export type AccessTokenResult =
  | { kind: 'token'; token: string }
  /** Shopify does not know the app or its secret. */
  | { kind: 'refused'; status: number }
  | { kind: 'failed'; code: string };

type TokenDeps = Pick<Deps, 'encryptor' | 'shopify' | 'stores' | 'now'>;

/**
 * The token by which a store is called: the one that the merchant gave, or one by the client credentials grant, which is
 * renewed in time, or at once where `isRefused`. Two renewals at once are harmless: both tokens are good, one is kept.
 */
export async function getAccessToken(
  { encryptor, shopify, stores, now }: TokenDeps,
  store: Store,
  { isRefused }: { isRefused: boolean },
): Promise<AccessTokenResult> {
  const { storeId, accountId } = store;
  const open = (member: string, sealed: string) => encryptor.decrypt(sealed, aadFor(storeId, member));
  if (store.shopifyTokenApp !== null) {
    return isRefused
      ? { kind: 'refused', status: 401 }
      : { kind: 'token', token: await open('shopify_token_app', store.shopifyTokenApp) };
  }
  const { shopifyAccessToken, shopifyAccessTokenUntil, shopifyClientId, shopifyClientSecret } = store;
  const isFresh = (shopifyAccessTokenUntil ?? 0) - RENEW_BEFORE_MS > now();
  if (shopifyAccessToken !== null && isFresh && !isRefused) {
    return { kind: 'token', token: await open('shopify_access_token', shopifyAccessToken) };
  }
  if (store.shopifyStoreName === null || shopifyClientId === null || shopifyClientSecret === null) {
    return { kind: 'refused', status: 401 };
  }
  const granted = await shopify.grantToken({
    storeName: store.shopifyStoreName,
    clientId: shopifyClientId,
    clientSecret: await open('shopify_client_secret', shopifyClientSecret),
  });
  if (granted.kind !== 'granted') return granted;
  const set = {
    shopifyAccessToken: await encryptor.encrypt(granted.token, aadFor(storeId, 'shopify_access_token')),
    shopifyAccessTokenUntil: now() + granted.lifetimeMs,
  };
  await stores.update({ accountId, storeId, set });
  return { kind: 'token', token: granted.token };
}
