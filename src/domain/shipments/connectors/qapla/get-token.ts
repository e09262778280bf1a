import type { QaplaFailure } from '../../../../clients/qapla';
import type { Store } from '../../../../db/stores/stores';
import { boundedCache } from '../../../../shared/lazy/bounded-cache';
import { decryptShipping } from '../../../stores/decrypt-shipping';
import type { ConnectorDeps } from '../connector';

const MAX_TOKENS = 1_000;
/** A token is renewed this long before it expires: longer than a call and the clock skew. */
const RENEW_BEFORE_MS = 600_000;

/** By the encrypted key, so that a new key gets a new token. */
const tokens = boundedCache<string, { token: string; expiresAt: number }>(MAX_TOKENS);

/** Returns the private key of a store's Qapla' channel; null if the store has none. */
export async function channelKey(
  { encryptor }: Pick<ConnectorDeps, 'encryptor'>,
  store: Store,
): Promise<string | null> {
  const { shipping, storeId } = store;
  if (shipping?.kind !== 'qapla') return null;
  return (await decryptShipping(encryptor, storeId, shipping)).api_key ?? null;
}

/** Returns this isolate's token of a store, or a new one: if it has none, before it expires, and at once if `isRefused`. */
export async function getQaplaToken(
  deps: ConnectorDeps,
  store: Store,
  { isRefused }: { isRefused: boolean },
): Promise<{ kind: 'token'; token: string } | { kind: 'no_key' } | QaplaFailure> {
  const cacheKey = store.shipping?.secrets.api_key ?? '';
  const known = tokens.get(cacheKey);
  if (known && !isRefused && known.expiresAt - RENEW_BEFORE_MS > deps.now())
    return { kind: 'token', token: known.token };
  const apiKey = await channelKey(deps, store);
  if (apiKey === null) return { kind: 'no_key' };
  const granted = await deps.qapla.getToken(apiKey);
  if (granted.kind === 'failed') return granted;
  const { token, lifetimeMs } = granted;
  tokens.set(cacheKey, { token, expiresAt: deps.now() + lifetimeMs });
  return { kind: 'token', token };
}
