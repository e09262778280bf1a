import type { Store } from '../../../../db/stores/stores';
import type { ConnectorDeps, ReleaseAnswer } from '../connector';
import type { ReleaseInstruction } from '../release-instruction';
import { NO_KEY, releaseFailure, tokenFailure } from './failures';
import { getQaplaToken } from './get-token';
import { toStockRelease } from './to-stock-release';

async function releaseOnce(
  deps: ConnectorDeps,
  store: Store,
  shipmentId: string,
  { instruction, isRefused }: { instruction: ReleaseInstruction; isRefused: boolean },
): Promise<ReleaseAnswer> {
  const access = await getQaplaToken(deps, store, { isRefused });
  if (access.kind === 'no_key') return NO_KEY;
  if (access.kind === 'failed') return tokenFailure(access);
  const answer = await deps.qapla.releaseStock({
    token: access.token,
    shipmentId,
    release: toStockRelease(instruction),
  });
  if (answer.kind === 'failed') return releaseFailure(answer);
  const { courierOutcome, message, releaseId } = answer;
  if (courierOutcome === 'error') {
    return { kind: 'failed', code: 'carrier_refused', isFinal: true, status: 200, message, retryAfter: null };
  }
  return { kind: courierOutcome === 'ok' ? 'accepted' : 'pending', message, releaseId };
}

/** Releases a parcel by Qapla's stock-release, once; with a token that is refused nothing was executed, so it is renewed once. */
export async function releaseQaplaParcel(
  deps: ConnectorDeps,
  store: Store,
  shipmentId: string,
  instruction: ReleaseInstruction,
): Promise<ReleaseAnswer> {
  const answer = await releaseOnce(deps, store, shipmentId, { instruction, isRefused: false });
  if (answer.kind !== 'failed' || answer.status !== 401) return answer;
  return releaseOnce(deps, store, shipmentId, { instruction, isRefused: true });
}
