import type { Push, PushResult } from '../../db/pushes';
import type { Store } from '../../db/stores';
import { describeError } from '../../shared/describe-error';
import type { Deps } from '../ports';
import type { ReservationReport, Slot } from '../rate/store-rate-state';
import { pushPoints } from '../shopify/update/plan-push';
import { attemptPush, type Price } from './attempt-push';
import { postpone } from './postpone';

/** Longer than the slowest call and the read that verifies it. */
const LEASE_MS = 70_000;
/** The Durable Object cannot be asked: wait rather than flood the store. */
const RATE_UNKNOWN_MS = 10_000;
/** A slot this near is waited for here, twice at the most. */
const NEAR_MS = 1_000;
const MOST_ROUNDS = 3;

/** A queue delays by whole seconds; rounded down, as a push that comes early waits the rest where it is called. */
const comesBackAt = (waitMs: number, now: number): number => now + Math.max(Math.floor(waitMs / 1_000), 1) * 1_000;

async function reserveSlots(deps: Deps, store: Store, pushes: Push[]): Promise<Slot[]> {
  const pushIds = pushes.map(({ pushId }) => pushId);
  const points = pushes.map((push) => (store.kind === 'shopify' ? pushPoints(push) : 0));
  try {
    return await deps.storeRate.reserve(store.idStore, { pushIds, points, rate: store.rate, leaseMs: LEASE_MS });
  } catch (error) {
    deps.log('store_rate_unreachable', { id_store: store.idStore, error: describeError(error) });
    return pushIds.map((push_id) => ({ push_id, wait_ms: RATE_UNKNOWN_MS }));
  }
}

/** Makes the attempts that the store's rate state has slots for, side by side, and postpones the others. */
export async function deliverToStore(deps: Deps, store: Store, pushes: Push[], price: Price): Promise<PushResult[]> {
  const postponed: PushResult[] = [];
  const attempts: Promise<[PushResult, ReservationReport]>[] = [];
  let waiting = pushes;
  for (let round = 1; waiting.length > 0; round += 1) {
    const slots = await reserveSlots(deps, store, waiting);
    const near: { push: Push; waitMs: number }[] = [];
    for (const [i, push] of waiting.entries()) {
      const waitMs = slots[i]?.wait_ms ?? RATE_UNKNOWN_MS;
      if (waitMs === 0) attempts.push(attemptPush(deps, push, store, price));
      else if (waitMs <= NEAR_MS && round < MOST_ROUNDS) near.push({ push, waitMs });
      else postponed.push(postpone(push, comesBackAt(waitMs, deps.now())));
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
