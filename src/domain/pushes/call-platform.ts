import type { Push } from '../../db/pushes/pushes';
import type { Store } from '../../db/stores/stores';
import { RELEASE_UNKNOWN } from '../../shared/flows/statuses';
import type { CallResult } from '../call-result';
import type { Connector } from '../shipments/connectors/connector';
import type { ReleaseDeps } from '../shipments/releases/release-attempt';
import { releaseHeldParcel } from '../shipments/releases/release-held-parcel';

/** Sends a push that releases a parcel to the store's shipping platform, once. */
export async function callPlatform(
  deps: ReleaseDeps,
  platform: Connector,
  { push, store }: { push: Push; store: Store },
): Promise<CallResult> {
  const startedAt = deps.now();
  const result = await releaseHeldParcel(deps, platform, { push, store });
  const facts = { retryAfter: null, durationMs: deps.now() - startedAt, stated: null };
  if ('releaseId' in result) {
    const answer = JSON.stringify({ release: result.kind, message: result.message, release_id: result.releaseId });
    return { ...facts, status: 200, error: null, answer, outcome: 'delivered' };
  }
  if (result.kind === 'still_held') {
    const answer = JSON.stringify({ release: 'unknown', code: RELEASE_UNKNOWN, message: 'The parcel is still held' });
    return { ...facts, status: 200, error: RELEASE_UNKNOWN, answer, outcome: 'not_yet', delayMs: null };
  }
  const { kind, code, status, message } = result;
  const answer = JSON.stringify({ release: kind === 'failed' ? 'not_sent' : kind, code, message });
  if (kind === 'refused') return { ...facts, status, error: code, answer, outcome: 'refused' };
  if (kind === 'unknown') return { ...facts, status, error: RELEASE_UNKNOWN, answer, outcome: 'again' };
  return { ...facts, status, error: code, retryAfter: result.retryAfter, answer, outcome: 'again' };
}
