import type { ShopifyThrottleStatus } from '../../clients/shopify-admin';
import type { PushResult } from '../../db/pushes/push-result';
import type { Push, PushAttempt } from '../../db/pushes/pushes';
import type { Store } from '../../db/stores/stores';
import { pushChargeKey } from '../../shared/crypto/dedupe-key';
import { type Held, RELEASE_UNKNOWN } from '../../shared/flows/statuses';
import { newCharge } from '../charges/new-charge';
import { failureReport } from '../delivery/failure-report';
import { isHalfOfAttempts, retryDelay, withJitter } from '../delivery/retry-schedule';
import type { Deps } from '../ports';
import { QUEUE_DELIVERY_GRACE_MS } from '../queue-times';
import type { ReservationReport } from '../rate/store-rate-state';
import { isShipment } from '../shipments/releases/is-shipment';
import type { ReleaseDeps } from '../shipments/releases/release-attempt';
import type { ReadDeps } from '../shopify/read-shopify';
import { pushToShopify } from '../shopify/update/push-to-shopify';
import { callMerchant } from './call-merchant';
import { callPlatform } from './call-platform';
import { platformOf } from './destination';
import { emptyPushResult, postpone } from './postpone';
import { verifyPush } from './verify-push';
import { verifyRelease } from './verify-release';

export type AttemptDeps = ReadDeps & ReleaseDeps & Pick<Deps, 'merchant'>;

/** The report is null if the push needed no slot. */
type AttemptResult = [PushResult, ReservationReport | null];

/** Whether the next attempt at a push only reads what has been reported of a released parcel, which calls nobody. */
export const isReleaseCheck = ({ objectType, objectId, verification }: Push): boolean =>
  verification?.awaiting === true && isShipment({ type: objectType, id: objectId });

/** Completes a push that got a 2xx, after reading it back if it is to be verified. */
async function afterDelivery(
  deps: AttemptDeps,
  {
    push,
    store,
    attempt,
    stated,
    held,
  }: { push: Push; store: Store; attempt: PushAttempt | null; stated: ShopifyThrottleStatus | null; held: Held | null },
): Promise<AttemptResult> {
  const releases = isShipment({ type: push.objectType, id: push.objectId });
  const verify = releases ? verifyRelease : verifyPush;
  const verified = push.verification
    ? await verify(deps, { push, store, verification: push.verification })
    : { state: 'delivered' as const, verification: null, error: null, readFailed: false };
  const { verification, error, readFailed } = verified;
  // A failed read counts against the store only if it was the only call of this attempt.
  const outcome = attempt === null && readFailed ? 'failed' : 'ok';
  const report = isReleaseCheck(push) ? null : ({ push_id: push.pushId, outcome, stated } as const);
  const now = deps.now();
  // Charged once per push, at its first 2xx: the dedupe key makes later writes no-ops.
  const charge = newCharge({
    accountId: push.accountId,
    userKey: push.userKey,
    requestId: push.requestId,
    kind: 'push',
    description: `${push.objectType} ${push.objectId}`,
    dedupeKey: pushChargeKey(push.pushId),
    now,
  });
  const result = { ...emptyPushResult(push), lastError: error, attempt, verification, charge, held };
  if (verified.state !== 'retrying') return [{ ...result, state: verified.state }, report];
  const nextAttemptAt = now + verified.delayMs;
  return [{ ...result, state: 'retrying', nextAttemptAt, visibleAt: nextAttemptAt + QUEUE_DELIVERY_GRACE_MS }, report];
}

/**
 * Makes one attempt at a push, or only reads it back if it has been delivered. Returns the push's new state and the report for
 * the store's rate state. `timeZone` is the account's. Never throws for a merchant's failure.
 */
export async function attemptPush(
  deps: AttemptDeps,
  push: Push,
  store: Store,
  timeZone: string,
): Promise<AttemptResult> {
  if (push.verification?.awaiting)
    return afterDelivery(deps, { push, store, attempt: null, stated: null, held: push.held });
  const startedAt = deps.now();
  const { pushId, accountId } = push;
  const platform = platformOf(push, store);
  const callResult = platform
    ? await callPlatform(deps, platform, { push, store })
    : store.kind === 'shopify'
      ? await pushToShopify(deps, push, store)
      : await callMerchant(deps, push, store, timeZone);
  const { status, error, answer, durationMs, stated } = callResult;
  const now = deps.now();
  if (callResult.outcome === 'throttled') {
    const report = { push_id: pushId, outcome: 'throttled', retry_after_ms: callResult.waitMs, stated } as const;
    return [postpone(push, now + callResult.waitMs), report];
  }
  const number = push.attempts + 1;
  const attempt = { pushId, number, accountId, startedAt, durationMs, status, error, answer };
  const held = callResult.held ?? push.held;
  if (callResult.outcome === 'delivered') return afterDelivery(deps, { push, store, attempt, stated, held });

  const failures = number - push.attemptsBefore;
  const result = { ...emptyPushResult(push), lastError: error, attempt, held, mayWarn: isHalfOfAttempts(failures) };
  if (callResult.outcome === 'locked_out') {
    // The push itself was not refused: it continues when the store is resumed.
    return [
      { ...result, state: 'retrying', nextAttemptAt: now, visibleAt: now + QUEUE_DELIVERY_GRACE_MS, pausesStore: true },
      { push_id: pushId, outcome: 'failed', stated },
    ];
  }
  const report = failureReport(pushId, callResult, now);
  const isFinal = callResult.outcome === 'refused' || callResult.outcome === 'gone';
  const random = Math.random();
  const ownDelayMs = callResult.outcome === 'not_yet' ? callResult.delayMs : null;
  const retryMs = ownDelayMs === null ? retryDelay(failures, random) : withJitter(ownDelayMs, random);
  const delay = isFinal ? null : retryMs;
  // The parcel may have been released: what was to be verified could not be.
  if (isFinal && error === RELEASE_UNKNOWN && push.verification) return [{ ...result, state: 'unverified' }, report];
  if (delay === null) return [{ ...result, state: 'dead', pausesStore: callResult.outcome === 'gone' }, report];
  const nextAttemptAt = now + Math.max(delay, report.retry_after_ms ?? 0);
  return [{ ...result, state: 'retrying', nextAttemptAt, visibleAt: nextAttemptAt + QUEUE_DELIVERY_GRACE_MS }, report];
}
