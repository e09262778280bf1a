import type { PushResult } from '../../db/push-results';
import type { Push } from '../../db/pushes';
import type { Store } from '../../db/stores';
import { describeError } from '../../shared/describe-error';
import type { Deps } from '../ports';
import type { ReservationReport, Slot } from '../rate/store-rate-state';
import { pushPoints } from '../shopify/update/plan-push';
import { type AttemptDeps, attemptPush, isReleaseCheck } from './attempt-push';
import { platformOf, rateOf } from './destination';
import { postpone } from './postpone';

/** Longer than the slowest call and the read that verifies it. */
const LEASE_MS = 90_000;
/** When the Durable Object is unreachable: wait rather than flood the store. */
const RATE_UNKNOWN_MS = 10_000;
/** A slot that is this near is waited for here; for a later one the push is postponed. */
const NEAR_MS = 1_000;
/** Bounds how often the store's rate state is queried. */
const MIN_WAIT_MS = 50;
const MAX_WAIT_MS = 5_000;

/** Queue delays are whole seconds; rounded down, because a push that returns early waits for the rest here. */
const returnsAt = (waitMs: number, now: number): number => now + Math.max(Math.floor(waitMs / 1_000), 1) * 1_000;

type RateState = ReturnType<typeof rateOf>;

async function reserveSlots(
  deps: Pick<Deps, 'log' | 'storeRate'>,
  store: Store,
  { key, rate }: RateState,
  pushes: Push[],
): Promise<Slot[]> {
  const pushIds = pushes.map(({ pushId }) => pushId);
  const points = pushes.map((push) => (store.kind === 'shopify' ? pushPoints(push) : 0));
  try {
    return await deps.storeRate.reserve(key, { pushIds, points, rate, leaseMs: LEASE_MS });
  } catch (error) {
    deps.log('store_rate_unreachable', { id_store: store.storeId, error: describeError(error) });
    return pushIds.map((push_id) => ({ push_id, wait_ms: RATE_UNKNOWN_MS }));
  }
}

async function report(deps: Pick<Deps, 'log' | 'storeRate'>, key: string, reports: ReservationReport[]): Promise<void> {
  if (reports.length === 0) return;
  await deps.storeRate.report(key, reports).catch((error: unknown) => {
    // The leases expire by themselves.
    deps.log('store_rate_unreachable', { id_store: key.split(':')[0] ?? key, error: describeError(error) });
  });
}

/**
 * Attempts the pushes, which go to the store or to one shipping platform, that get a slot from its rate state, in parallel, and
 * postpones the others. Each call is reported as soon as it ends, so that the pushes of a batch follow each other at the store's
 * rate. Checks of releases call nobody and need no slot.
 */
export async function deliverToStore(
  deps: AttemptDeps,
  store: Store,
  pushes: Push[],
  timeZone: string,
): Promise<PushResult[]> {
  const [first] = pushes;
  const rateState = rateOf(store, first ? platformOf(first, store) : null);
  const results: PushResult[] = [];
  let reports: ReservationReport[] = [];
  const inFlight = new Set<Promise<void>>();
  const attempt = async (push: Push): Promise<void> => {
    try {
      const [result, callReport] = await attemptPush(deps, push, store, timeZone);
      results.push(result);
      if (callReport) reports.push(callReport);
    } catch (error) {
      // The push stays claimed until the sweep finds it; the others go on.
      deps.log('push_not_attempted', { push_id: push.pushId, error: describeError(error) });
    }
  };
  const begin = (push: Push): void => {
    const call = attempt(push).finally(() => inFlight.delete(call));
    inFlight.add(call);
  };
  const sendReports = async (): Promise<void> => {
    const pending = reports;
    reports = [];
    await report(deps, rateState.key, pending);
  };

  const until = deps.now() + MAX_WAIT_MS;
  const checks = pushes.filter(isReleaseCheck);
  checks.forEach(begin);
  let waiting = pushes.filter((push) => !checks.includes(push));
  while (waiting.length > 0) {
    await sendReports();
    const slots = await reserveSlots(deps, store, rateState, waiting);
    const now = deps.now();
    const near: { push: Push; waitMs: number }[] = [];
    for (const [i, push] of waiting.entries()) {
      const waitMs = slots[i]?.wait_ms ?? RATE_UNKNOWN_MS;
      if (waitMs === 0) begin(push);
      else if (waitMs <= NEAR_MS && now + waitMs < until) near.push({ push, waitMs });
      else results.push(postpone(push, returnsAt(waitMs, now)));
    }
    if (near.length > 0) {
      await deps.sleep(Math.max(Math.min(...near.map(({ waitMs }) => waitMs)), MIN_WAIT_MS));
      if (inFlight.size >= rateState.rate.concurrency) await Promise.race(inFlight);
    }
    waiting = near.map(({ push }) => push);
  }
  await Promise.all(inFlight);
  await sendReports();
  return results;
}
