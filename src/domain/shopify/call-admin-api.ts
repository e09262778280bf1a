import type { ShopifyResult } from '../../clients/shopify-admin';
import type { Store } from '../../db/stores/stores';
import type { JsonObject } from '../../shared/json/json';
import type { Deps } from '../ports';
import { getAccessToken } from './get-access-token';

export type AdminApiDeps = Pick<Deps, 'encryptor' | 'shopify' | 'stores' | 'now'>;

export type AdminApiRequest = { document: string; variables: JsonObject };

/** `unauthorized`: Shopify accepts neither the token nor, if there is one, the app's secret. */
export type AdminApiResult = ShopifyResult | { kind: 'unauthorized'; status: number; points: null; durationMs: number };

async function callOnce(
  deps: AdminApiDeps,
  store: Store,
  request: AdminApiRequest,
  isRefused: boolean,
): Promise<AdminApiResult> {
  const startedAt = deps.now();
  const access = await getAccessToken(deps, store, { isRefused });
  if (access.kind !== 'token') {
    const notCalled = { points: null, durationMs: deps.now() - startedAt };
    return access.kind === 'refused'
      ? { kind: 'unauthorized', status: access.status, ...notCalled }
      : { kind: 'failed', code: `token_${access.code}`, ...notCalled };
  }
  const result = await deps.shopify.graphql({
    storeName: store.shopifyStoreName ?? '',
    token: access.token,
    ...request,
  });
  return result.kind === 'http' && (result.status === 401 || result.status === 403)
    ? { kind: 'unauthorized', status: result.status, points: null, durationMs: result.durationMs }
    : result;
}

/**
 * Calls a store's Admin API once; a granted token that is refused is renewed once. It does not wait for points: the caller
 * does.
 */
export async function callAdminApi(
  deps: AdminApiDeps,
  store: Store,
  request: AdminApiRequest,
): Promise<AdminApiResult> {
  const result = await callOnce(deps, store, request, false);
  if (result.kind !== 'unauthorized' || result.status !== 401 || store.shopifyTokenApp !== null) return result;
  return callOnce(deps, store, request, true);
}
