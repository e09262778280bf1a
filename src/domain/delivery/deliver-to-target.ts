import type { Rate } from '../../db/schema';
import { describeError } from '../../shared/errors/describe-error';
import type { Deps } from '../ports';
import type { ReservationReport, Slot } from '../rate/store-rate-state';

/** Longer than the slowest call and the read that verifies it. */
const LEASE_MS = 90_000;
/** When the Durable Object is unreachable: wait rather than flood the target. */
const RATE_UNKNOWN_MS = 10_000;
/** A slot that is this near is waited for here; for a later one the item is postponed. */
const NEAR_MS = 1_000;
/** Bounds how often the target's rate state is queried. */
const MIN_WAIT_MS = 50;
const MAX_WAIT_MS = 5_000;

/** Where pushes or events go: a store, a shipping platform or a subscription. */
export type Target<Item, Result> = {
  /** The key and the limits of its rate state. */
  rateState: { key: string; rate: Rate };
  /** Names the target in the log. */
  about: Record<string, string>;
  idOf: (item: Item) => string;
  /** The points of Shopify's that the item may cost. */
  pointsOf: (item: Item) => number;
  /** Whether an attempt at the item calls the target; by default it does. */
  needsSlot?: (item: Item) => boolean;
  /** The report is null if the item needed no slot. */
  attempt: (item: Item) => Promise<[Result, ReservationReport | null]>;
  postpone: (item: Item, until: number) => Result;
};

export type TargetDeps = Pick<Deps, 'log' | 'now' | 'sleep' | 'storeRate'>;

/** Queue delays are whole seconds; rounded down, because an item that returns early waits for the rest here. */
const returnsAt = (waitMs: number, now: number): number => now + Math.max(Math.floor(waitMs / 1_000), 1) * 1_000;

async function reserveSlots<Item, Result>(
  deps: Pick<Deps, 'log' | 'storeRate'>,
  { rateState: { key, rate }, about, idOf, pointsOf }: Target<Item, Result>,
  items: Item[],
): Promise<Slot[]> {
  const pushIds = items.map(idOf);
  try {
    return await deps.storeRate.reserve(key, { pushIds, points: items.map(pointsOf), rate, leaseMs: LEASE_MS });
  } catch (error) {
    deps.log('store_rate_unreachable', { ...about, error: describeError(error) });
    return pushIds.map((push_id) => ({ push_id, wait_ms: RATE_UNKNOWN_MS }));
  }
}

/**
 * Attempts the items that get a slot from the target's rate state, in parallel, and postpones the others. Each call is reported
 * as soon as it ends, so that the items of a batch follow each other at the target's rate.
 */
export async function deliverToTarget<Item, Result>(
  deps: TargetDeps,
  target: Target<Item, Result>,
  items: Item[],
): Promise<Result[]> {
  const results: Result[] = [];
  let reports: ReservationReport[] = [];
  const inFlight = new Set<Promise<void>>();
  const attempt = async (item: Item): Promise<void> => {
    try {
      const [result, callReport] = await target.attempt(item);
      results.push(result);
      if (callReport) reports.push(callReport);
    } catch (error) {
      // The item stays claimed until the sweep finds it; the others go on.
      deps.log('push_not_attempted', { push_id: target.idOf(item), error: describeError(error) });
    }
  };
  const begin = (item: Item): void => {
    const call = attempt(item).finally(() => inFlight.delete(call));
    inFlight.add(call);
  };
  const sendReports = async (): Promise<void> => {
    const pending = reports;
    reports = [];
    if (pending.length === 0) return;
    await deps.storeRate.report(target.rateState.key, pending).catch((error: unknown) => {
      // The leases expire by themselves.
      deps.log('store_rate_unreachable', { ...target.about, error: describeError(error) });
    });
  };

  const until = deps.now() + MAX_WAIT_MS;
  const { free = [], called = [] } = Object.groupBy(items, (item) =>
    target.needsSlot?.(item) === false ? 'free' : 'called',
  );
  free.forEach(begin);
  let waiting = called;
  while (waiting.length > 0) {
    await sendReports();
    const slots = await reserveSlots(deps, target, waiting);
    const now = deps.now();
    const near: { item: Item; waitMs: number }[] = [];
    for (const [i, item] of waiting.entries()) {
      const waitMs = slots[i]?.wait_ms ?? RATE_UNKNOWN_MS;
      if (waitMs === 0) begin(item);
      else if (waitMs <= NEAR_MS && now + waitMs < until) near.push({ item, waitMs });
      else results.push(target.postpone(item, returnsAt(waitMs, now)));
    }
    if (near.length > 0) {
      await deps.sleep(Math.max(Math.min(...near.map(({ waitMs }) => waitMs)), MIN_WAIT_MS));
      if (inFlight.size >= target.rateState.rate.concurrency) await Promise.race(inFlight);
    }
    waiting = near.map(({ item }) => item);
  }
  await Promise.all(inFlight);
  await sendReports();
  return results;
}
