import type { Push, PushResult } from '../../db/pushes';
import type { Store } from '../../db/stores';
import { describeError } from '../../shared/describe-error';
import { formatInstant } from '../../shared/zone';
import { chargeFor } from '../charges/charge-for';
import type { Deps } from '../ports';
import type { ReservationReport, Slot } from '../rate/store-rate-state';
import { openHeaders, secretPlace } from '../stores/endpoint-headers';
import { QUEUE_HOLD_MS } from './hold-times';
import { retryAfterMs, retryDelay } from './schedule';

/** No consumer works longer on a batch; past it the pushes it took are free again. */
const CONSUMER_HOLD_MS = 120_000;
const LEASE_MS = 60_000;
/** The Durable Object cannot be asked: wait rather than flood the store. */
const RATE_UNKNOWN_MS = 10_000;
/** A slot this near is waited for here, twice at the most. */
const NEAR_MS = 1_000;
const MOST_ROUNDS = 3;

type Price = { accountId: string; priceList: Record<string, number>; currency: string; timeZone: string };

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

async function attempt(deps: Deps, push: Push, store: Store, price: Price): Promise<[PushResult, ReservationReport]> {
  const startedAt = deps.now();
  const number = push.attempts + 1;
  const called = store.updateObject
    ? await deps.merchant.updateObject({
        endpoint: {
          ...store.updateObject,
          headers: await openHeaders(deps.sealer, store.idStore, store.updateObject.headers),
        },
        pushId: push.pushId,
        timestamp: Math.floor(startedAt / 1_000),
        body: bodyOf(push, price.timeZone),
        secrets: await signingSecrets(deps, store, startedAt),
      })
    : { status: null, error: 'no_endpoint', retryAfter: null, answer: '', durationMs: 0 };

  const { status, error, answer, durationMs } = called;
  const now = deps.now();
  const row = { pushId: push.pushId, number, accountId: push.accountId, startedAt, durationMs, status, error, answer };
  const report = { push_id: push.pushId };
  if (error === null) {
    const charge = chargeFor({
      ...price,
      userKey: push.userKey,
      requestId: push.requestId,
      kind: 'push',
      description: `${push.objectType} ${push.objectId}`,
      cause: `push:${push.pushId}`,
      now,
    });
    const ended = {
      push,
      state: 'delivered',
      nextAt: null,
      heldUntil: null,
      lastError: null,
      pausesStore: false,
    } as const;
    return [
      { ...ended, attempt: row, charge },
      { ...report, outcome: 'ok' },
    ];
  }
  const delay = status === 410 ? null : retryDelay(number - push.attemptsBefore, Math.random());
  if (delay === null) {
    const pausesStore = status === 410;
    if (pausesStore) deps.log('store_paused', { account_id: push.accountId, id_store: push.idStore, error });
    const ended = { push, state: 'dead', nextAt: null, heldUntil: null, lastError: error, pausesStore } as const;
    return [
      { ...ended, attempt: row, charge: null },
      { ...report, outcome: 'failed' },
    ];
  }
  const asked = status === 429 || status === 503 ? retryAfterMs(called.retryAfter, now) : null;
  const nextAt = now + Math.max(delay, asked ?? 0);
  const heldUntil = nextAt + QUEUE_HOLD_MS;
  const result = { push, state: 'retrying', nextAt, heldUntil, lastError: error, pausesStore: false } as const;
  const outcome =
    asked === null ? { outcome: 'failed' as const } : { outcome: 'throttled' as const, retry_after_ms: asked };
  return [
    { ...result, attempt: row, charge: null },
    { ...report, ...outcome },
  ];
}

/**
 * Waiting for a slot is no attempt: the push goes back with the delay that was reserved for it. A queue delays by whole
 * seconds; rounded down, as a push that comes early waits the rest where it is called.
 */
function postpone(push: Push, waitMs: number, now: number): PushResult {
  const nextAt = now + Math.max(Math.floor(waitMs / 1_000), 1) * 1_000;
  const state = push.attempts === 0 ? 'pending' : 'retrying';
  const heldUntil = nextAt + QUEUE_HOLD_MS;
  return { push, state, nextAt, heldUntil, lastError: push.lastError, attempt: null, charge: null, pausesStore: false };
}

async function reserveSlots(deps: Deps, store: Store, pushes: Push[]): Promise<Slot[]> {
  const pushIds = pushes.map(({ pushId }) => pushId);
  try {
    return await deps.storeRate.reserve(store.idStore, { pushIds, rate: store.rate, leaseMs: LEASE_MS });
  } catch (error) {
    deps.log('store_rate_unreachable', { id_store: store.idStore, error: describeError(error) });
    return pushIds.map((push_id) => ({ push_id, wait_ms: RATE_UNKNOWN_MS }));
  }
}

async function deliverToStore(deps: Deps, store: Store, pushes: Push[], price: Price): Promise<PushResult[]> {
  const postponed: PushResult[] = [];
  const attempts: Promise<[PushResult, ReservationReport]>[] = [];
  let waiting = pushes;
  for (let round = 1; waiting.length > 0; round += 1) {
    const slots = await reserveSlots(deps, store, waiting);
    const near: { push: Push; waitMs: number }[] = [];
    for (const [i, push] of waiting.entries()) {
      const waitMs = slots[i]?.wait_ms ?? RATE_UNKNOWN_MS;
      if (waitMs === 0) attempts.push(attempt(deps, push, store, price));
      else if (waitMs <= NEAR_MS && round < MOST_ROUNDS) near.push({ push, waitMs });
      else postponed.push(postpone(push, waitMs, deps.now()));
    }
    if (near.length > 0) await deps.sleep(Math.max(...near.map(({ waitMs }) => waitMs)));
    waiting = near.map(({ push }) => push);
  }
  const done = await Promise.all(attempts);
  if (done.length > 0) {
    const reports = done.map(([, report]) => report);
    await deps.storeRate.report(store.idStore, reports).catch((error: unknown) => {
      // The leases end by themselves.
      deps.log('store_rate_unreachable', { id_store: store.idStore, error: describeError(error) });
    });
  }
  return [...postponed, ...done.map(([result]) => result)];
}

/** Sends wake-ups; a push whose wake-up is lost is found by the sweeper. */
async function queueAgain(deps: Deps, results: PushResult[], released: string[], now: number): Promise<void> {
  const waiting = results.flatMap(({ push, nextAt }) =>
    nextAt === null ? [] : [{ pushId: push.pushId, delayMs: nextAt - now }],
  );
  const wakeUps = [...waiting, ...released.map((pushId) => ({ pushId, delayMs: 0 }))];
  await deps.queuePushes(wakeUps).catch((error: unknown) => {
    deps.log('pushes_not_queued', { count: wakeUps.length, error: describeError(error) });
  });
}

/**
 * Delivers what is due of the pushes that a batch of wake-ups names: one read, one reservation a store, the calls side by
 * side, one write. A crash before the write means that a push is sent again, with the same `webhook-id`.
 */
export async function deliverBatch(deps: Deps, ids: string[]): Promise<void> {
  const now = deps.now();
  const taken = await deps.pushes.take({ ids, now, heldUntil: now + CONSUMER_HOLD_MS });
  const byStore = Map.groupBy(taken.pushes, ({ idStore }) => idStore);
  const results = await Promise.all(
    [...byStore].map(([idStore, pushes]) => {
      const store = taken.stores.find((row) => row.idStore === idStore);
      const price = taken.prices.find(({ accountId }) => accountId === store?.accountId);
      if (!store || !price) throw new Error(`the store ${idStore} of a push is not there`);
      return deliverToStore(deps, store, pushes, price);
    }),
  ).then((each) => each.flat());
  const written = deps.now();
  const { released, waits } = await deps.pushes.writeResults(results, written, written + QUEUE_HOLD_MS);
  await queueAgain(deps, results, released, written);
  await Promise.all(waits.map(({ requestId, openWait }) => deps.engine.wake(requestId, openWait ?? '')));
}
