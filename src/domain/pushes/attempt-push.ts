import type { PointsStatement } from '../../clients/shopify-admin';
import type { Push, PushAttempt, PushResult } from '../../db/pushes';
import type { Store } from '../../db/stores';
import { chargeFor } from '../charges/charge-for';
import type { Deps } from '../ports';
import type { ReservationReport } from '../rate/store-rate-state';
import { pushToShopify } from '../shopify/update/push-to-shopify';
import { callMerchant } from './call-merchant';
import { QUEUE_HOLD_MS } from './hold-times';
import { postpone } from './postpone';
import { isHalfway, retryAfterMs, retryDelay } from './schedule';
import { verifyPush } from './verify-push';

export type Price = { accountId: string; priceList: Record<string, number>; currency: string; timeZone: string };

type Attempted = [PushResult, ReservationReport];

const unchanged = (push: Push) => ({
  push,
  nextAt: null,
  heldUntil: null,
  lastError: null,
  attempt: null,
  charge: null,
  verification: push.verification,
  pausesStore: false,
  mayWarn: false,
});

/** What a push that the merchant has said 2xx to comes to: its end, or a check of what stuck. */
async function afterDelivery(
  deps: Deps,
  {
    push,
    store,
    price,
    attempt,
    stated,
  }: { push: Push; store: Store; price: Price; attempt: PushAttempt | null; stated: PointsStatement | null },
): Promise<Attempted> {
  const verified = push.verification
    ? await verifyPush(deps, { push, store, verification: push.verification })
    : { state: 'delivered' as const, verification: null, error: null, readFailed: false };
  const { verification, error, readFailed } = verified;
  // Where only the read was made it is the call that tells how the store does.
  const outcome = attempt === null && readFailed ? 'failed' : 'ok';
  const report = { push_id: push.pushId, outcome, stated } as const;
  const now = deps.now();
  const result = { ...unchanged(push), lastError: error, attempt, verification };
  if (verified.state === 'retrying') {
    const nextAt = now + verified.delayMs;
    return [{ ...result, state: 'retrying', nextAt, heldUntil: nextAt + QUEUE_HOLD_MS }, report];
  }
  const charge = chargeFor({
    ...price,
    userKey: push.userKey,
    requestId: push.requestId,
    kind: 'push',
    description: `${push.objectType} ${push.objectId}`,
    cause: `push:${push.pushId}`,
    now,
  });
  return [{ ...result, state: verified.state, charge }, report];
}

/**
 * Makes one attempt at a push, or reads back what an earlier one delivered; says how the push stands then and what the
 * store's rate state must know. Never throws for what the merchant does.
 */
export async function attemptPush(deps: Deps, push: Push, store: Store, price: Price): Promise<Attempted> {
  if (push.verification?.awaiting) return afterDelivery(deps, { push, store, price, attempt: null, stated: null });
  const startedAt = deps.now();
  const { pushId, accountId } = push;
  const called =
    store.kind === 'shopify'
      ? await pushToShopify(deps, push, store)
      : await callMerchant(deps, push, store, price.timeZone);
  const { status, error, answer, durationMs, stated } = called;
  const now = deps.now();
  if (called.end === 'throttled') {
    const report = { push_id: pushId, outcome: 'throttled', retry_after_ms: called.waitMs, stated } as const;
    return [postpone(push, now + called.waitMs), report];
  }
  const number = push.attempts + 1;
  const attempt = { pushId, number, accountId, startedAt, durationMs, status, error, answer };
  if (called.end === 'delivered') return afterDelivery(deps, { push, store, price, attempt, stated });

  const failures = number - push.attemptsBefore;
  const result = { ...unchanged(push), lastError: error, attempt, mayWarn: isHalfway(failures) };
  if (called.end === 'locked_out') {
    // It has not been refused itself: it goes on when the store does.
    return [
      { ...result, state: 'retrying', nextAt: now, heldUntil: now + QUEUE_HOLD_MS, pausesStore: true },
      { push_id: pushId, outcome: 'failed', stated },
    ];
  }
  const isFinal = called.end === 'refused' || called.end === 'gone';
  const delay = isFinal ? null : retryDelay(failures, Math.random());
  if (delay === null) {
    return [
      { ...result, state: 'dead', pausesStore: called.end === 'gone' },
      { push_id: pushId, outcome: called.end === 'gone' || delay !== null ? 'failed' : 'ok', stated },
    ];
  }
  const asked = status === 429 || status === 503 ? retryAfterMs(called.retryAfter, now) : null;
  const nextAt = now + Math.max(delay, asked ?? 0);
  return [
    { ...result, state: 'retrying', nextAt, heldUntil: nextAt + QUEUE_HOLD_MS },
    asked === null
      ? { push_id: pushId, outcome: 'failed', stated }
      : { push_id: pushId, outcome: 'throttled', retry_after_ms: asked, stated },
  ];
}
