import type { ShopifyThrottleStatus } from '../../clients/shopify-admin';
import { expireLeases, nextMean, pointsInFlight } from './leases';
import { applyThrottleStatus, availableAt, deductPoints } from './points';
import type { StoreRateState } from './store-rate-state';

/** A read that has ended; `stated` is null if the response did not report the bucket. */
export type EndedRead = { readId: string; stated: ShopifyThrottleStatus | null };
export type PointsRequest = {
  readId: string;
  points: number;
  leaseMs: number;
  mayOmitReport: boolean;
  /** Reads that have ended since: their reports need no call of their own. */
  ended: EndedRead[];
};
/** `waitMs` 0: the points are taken; otherwise ask again then. `mustReport`: others may wait for the end of this read. */
export type PointsGrant = { waitMs: number; mustReport: boolean };

/** How long the points of a read that is not reported stay reserved. A call is rarely longer, and half of the bucket is left. */
const UNREPORTED_MS = 3_000;
/** The duration of a read until one was reported. */
const DEFAULT_READ_MS = 300;
const MIN_TURN_MS = 10;

/**
 * Returns when a read that finds too few points shall ask again: one after another, as fast as the bucket serves reads. Most
 * reads cost less than they reserve, so their ends free points much sooner than Shopify restores them.
 */
function nextTurn(state: StoreRateState, points: number, now: number): number {
  const intervalMs = Math.ceil(((state.meanReadMs ?? DEFAULT_READ_MS) * points) / (state.points.maximum / 2));
  const soonest = availableAt(state.points, { reserved: 0, wanted: points, now });
  state.readTurnsUntil = Math.max(state.readTurnsUntil, soonest) + Math.max(intervalMs, MIN_TURN_MS);
  return state.readTurnsUntil;
}

/**
 * Reserves the points for a read, with priority over waiting pushes, or returns when to ask again. While half of the
 * bucket is left, nobody waits for the end of a read, so it need not be reported: its points count as spent when they expire.
 */
export function takePoints(
  state: StoreRateState,
  { readId, points, leaseMs, mayOmitReport, ended }: PointsRequest,
  now: number,
): PointsGrant {
  for (const read of ended) reportPoints(state, read, now);
  state.points = deductPoints(state.points, expireLeases(state.leases, now) + expireLeases(state.reads, now), now);
  const reserved = pointsInFlight(state.leases) + pointsInFlight(state.reads);
  const at = availableAt(state.points, { reserved, wanted: points, now });
  if (at > now) return { waitMs: nextTurn(state, points, now) - now, mustReport: true };
  const half = state.points.maximum / 2;
  const isHalfLeft = availableAt(state.points, { reserved: reserved + points, wanted: half, now }) === now;
  const mustReport = !(mayOmitReport && isHalfLeft);
  const until = now + (mustReport ? leaseMs : Math.min(leaseMs, UNREPORTED_MS));
  state.reads.set(readId, { startedAt: now, until, points });
  return { waitMs: 0, mustReport };
}

/** Ends a read and takes over the bucket that Shopify stated. */
export function reportPoints(state: StoreRateState, { readId, stated }: EndedRead, now: number): void {
  const read = state.reads.get(readId);
  const spent = read?.points ?? 0;
  state.reads.delete(readId);
  if (read) state.meanReadMs = nextMean(state.meanReadMs, now - read.startedAt);
  state.points = stated ? applyThrottleStatus(state.points, stated) : deductPoints(state.points, spent, now);
}
