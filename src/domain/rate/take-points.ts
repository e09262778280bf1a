import type { ShopifyThrottleStatus } from '../../clients/shopify-admin';
import { expireLeases, pointsInFlight } from './leases';
import { applyReport, availableAt, deductPoints } from './points';
import type { StoreRateState } from './store-rate-state';

export type PointsRequest = { readId: string; points: number; leaseMs: number };

/** Reserves the points for a read, with priority over waiting pushes. Returns 0, or the ms until the bucket has enough points. */
export function takePoints(state: StoreRateState, { readId, points, leaseMs }: PointsRequest, now: number): number {
  state.points = deductPoints(state.points, expireLeases(state.leases, now) + expireLeases(state.reads, now), now);
  const reserved = pointsInFlight(state.leases) + pointsInFlight(state.reads);
  const waitMs = availableAt(state.points, { reserved, wanted: points, now }) - now;
  if (waitMs === 0) state.reads.set(readId, { startedAt: now, until: now + leaseMs, points });
  return waitMs;
}

/** Ends a read; `stated` is null if the response did not report the bucket. */
export function reportPoints(
  state: StoreRateState,
  { readId, stated }: { readId: string; stated: ShopifyThrottleStatus | null },
  now: number,
): void {
  const spent = state.reads.get(readId)?.points ?? 0;
  state.reads.delete(readId);
  state.points = stated ? applyReport(state.points, stated) : deductPoints(state.points, spent, now);
}
