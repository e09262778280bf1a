import type { ShopifyResult } from '../../clients/shopify-admin';
import type { Store } from '../../db/stores';
import type { JsonObject } from '../../shared/json';
import type { Deps } from '../ports';
import { getAccessToken } from './get-access-token';

export type AdminApiDeps = Pick<Deps, 'encryptor' | 'shopify' | 'stores' | 'now'>;

export type AdminApiRequest = { document: string; variables: JsonObject };

/** `unauthorized`: neither the token nor the app's secret, where it has one, opens the store. */
export type AdminApiResult = ShopifyResult | { kind: 'unauthorized'; status: number; points: null; durationMs: number };

async function callOnce(
  deps: AdminApiDeps,
  store: Store,
  question: AdminApiRequest,
  isRefused: boolean,
): Promise<AdminApiResult> {
  const startedAt = deps.now();
  const opened = await getAccessToken(deps, store, { isRefused });
  if (opened.kind !== 'token') {
    const notAsked = { points: null, durationMs: deps.now() - startedAt };
    return opened.kind === 'refused'
      ? { kind: 'unauthorized', status: opened.status, ...notAsked }
      : { kind: 'failed', code: `token_${opened.code}`, ...notAsked };
  }
  const answer = await deps.shopify.graphql({
    storeName: store.shopifyStoreName ?? '',
    token: opened.token,
    ...question,
  });
  return answer.kind === 'http' && (answer.status === 401 || answer.status === 403)
    ? { kind: 'unauthorized', status: answer.status, points: null, durationMs: answer.durationMs }
    : answer;
}

/**
 * Asks a store's Admin API once, with its token; a token that was granted and is refused all the same is renewed once. It
 * waits for no points: that is for whoever knows what is asked.
 */
export async function callAdminApi(
  deps: AdminApiDeps,
  store: Store,
  question: AdminApiRequest,
): Promise<AdminApiResult> {
  const asked = await callOnce(deps, store, question, false);
  if (asked.kind !== 'unauthorized' || asked.status !== 401 || store.shopifyTokenApp !== null) return asked;
  return callOnce(deps, store, question, true);
}
