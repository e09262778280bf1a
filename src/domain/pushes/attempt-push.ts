import type { Push, PushAttempt, PushResult } from '../../db/pushes';
import type { Store } from '../../db/stores';
import { formatInstant } from '../../shared/zone';
import { chargeFor } from '../charges/charge-for';
import type { Deps } from '../ports';
import type { ReservationReport } from '../rate/store-rate-state';
import { openHeaders, secretPlace } from '../stores/endpoint-headers';
import { QUEUE_HOLD_MS } from './hold-times';
import { isHalfway, retryAfterMs, retryDelay } from './schedule';
import { verifyPush } from './verify-push';

export type Price = { accountId: string; priceList: Record<string, number>; currency: string; timeZone: string };

type Attempted = [PushResult, ReservationReport];

/** The body of a push (contract.md, section 4). */
const bodyOf = (push: Push, timeZone: string): string =>
  JSON.stringify({
    id: push.pushId,
    type: push.objectType,
    object_id: push.objectId,
    sequence: push.sequence,
    variables: push.variables,
    request_id: push.requestId,
    flow: push.flow,
    user_key: push.userKey,
    created_at: formatInstant(push.createdAt, timeZone),
  });

/** The store's secret, and the one before it while that is being rotated. */
async function signingSecrets({ sealer }: Deps, store: Store, now: number): Promise<string[]> {
  const previous = (store.previousSecretUntil ?? 0) > now ? store.previousSecret : null;
  const sealed = [store.secret, previous].filter((secret) => secret !== null);
  return Promise.all(sealed.map((secret) => sealer.open(secret, secretPlace(store.idStore, 'secret'))));
}

async function callMerchant(deps: Deps, push: Push, store: Store, timeZone: string) {
  if (!store.updateObject) return { status: null, error: 'no_endpoint', retryAfter: null, answer: '', durationMs: 0 };
  const now = deps.now();
  const headers = await openHeaders(deps.sealer, store.idStore, store.updateObject.headers);
  return deps.merchant.updateObject({
    endpoint: { ...store.updateObject, headers },
    pushId: push.pushId,
    timestamp: Math.floor(now / 1_000),
    body: bodyOf(push, timeZone),
    secrets: await signingSecrets(deps, store, now),
  });
}

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
  { push, store, price, attempt }: { push: Push; store: Store; price: Price; attempt: PushAttempt | null },
): Promise<Attempted> {
  const verified = push.verification
    ? await verifyPush(deps, { push, store, verification: push.verification })
    : { state: 'delivered' as const, verification: null, error: null, readFailed: false };
  const { verification, error, readFailed } = verified;
  // Where only the read was made it is the call that tells how the store does.
  const outcome = attempt === null && readFailed ? 'failed' : 'ok';
  const report = { push_id: push.pushId, outcome } as const;
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
  if (push.verification?.awaiting) return afterDelivery(deps, { push, store, price, attempt: null });
  const startedAt = deps.now();
  const { pushId, accountId } = push;
  const number = push.attempts + 1;
  const called = await callMerchant(deps, push, store, price.timeZone);
  const { status, error, answer, durationMs } = called;
  const attempt = { pushId, number, accountId, startedAt, durationMs, status, error, answer };
  if (error === null) return afterDelivery(deps, { push, store, price, attempt });

  const now = deps.now();
  const failures = number - push.attemptsBefore;
  const result = { ...unchanged(push), lastError: error, attempt, mayWarn: isHalfway(failures) };
  const delay = status === 410 ? null : retryDelay(failures, Math.random());
  if (delay === null) {
    return [
      { ...result, state: 'dead', pausesStore: status === 410 },
      { push_id: pushId, outcome: 'failed' },
    ];
  }
  const asked = status === 429 || status === 503 ? retryAfterMs(called.retryAfter, now) : null;
  const nextAt = now + Math.max(delay, asked ?? 0);
  return [
    { ...result, state: 'retrying', nextAt, heldUntil: nextAt + QUEUE_HOLD_MS },
    asked === null
      ? { push_id: pushId, outcome: 'failed' }
      : { push_id: pushId, outcome: 'throttled', retry_after_ms: asked },
  ];
}
