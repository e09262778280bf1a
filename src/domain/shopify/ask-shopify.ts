import type { AdminAnswer } from '../../clients/shopify-admin';
import type { Store } from '../../db/stores';
import type { JsonObject } from '../../shared/json';
import type { Deps } from '../ports';
import { openToken } from './open-token';

export type AskDeps = Pick<Deps, 'sealer' | 'shopify' | 'stores' | 'now'>;

export type Question = { document: string; variables: JsonObject };

/** `unauthorized`: neither the token nor the app's secret, where it has one, opens the store. */
export type Asked = AdminAnswer | { kind: 'unauthorized'; status: number; points: null; durationMs: number };

async function askOnce(deps: AskDeps, store: Store, question: Question, isRefused: boolean): Promise<Asked> {
  const startedAt = deps.now();
  const opened = await openToken(deps, store, { isRefused });
  if (opened.kind !== 'token') {
    const notAsked = { points: null, durationMs: deps.now() - startedAt };
    return opened.kind === 'refused'
      ? { kind: 'unauthorized', status: opened.status, ...notAsked }
      : { kind: 'failed', code: `token_${opened.code}`, ...notAsked };
  }
  const answer = await deps.shopify.ask({ storeName: store.shopifyStoreName ?? '', token: opened.token, ...question });
  return answer.kind === 'http' && (answer.status === 401 || answer.status === 403)
    ? { kind: 'unauthorized', status: answer.status, points: null, durationMs: answer.durationMs }
    : answer;
}

/**
 * Asks a store's Admin API once, with its token; a token that was granted and is refused all the same is renewed once. It
 * waits for no points: that is for whoever knows what is asked.
 */
export async function askShopify(deps: AskDeps, store: Store, question: Question): Promise<Asked> {
  const asked = await askOnce(deps, store, question, false);
  if (asked.kind !== 'unauthorized' || asked.status !== 401 || store.shopifyTokenApp !== null) return asked;
  return askOnce(deps, store, question, true);
}
