/** A place among the calls in flight, by push id; epoch ms. It comes back by itself at `until`. */
export type Leases = Map<string, { startedAt: number; until: number }>;

/** Weight of the newest call in the mean; the mean follows a store that turns slow within some ten calls. */
const NEWEST = 0.1;

/** Drops the leases whose holder never came back. */
export function expireLeases(leases: Leases, now: number): void {
  for (const [pushId, { until }] of leases) if (until <= now) leases.delete(pushId);
}

/** The mean time (ms) that a place stays taken, after one more call; the first one counts in full. */
export const nextMean = (meanMs: number | null, tookMs: number): number =>
  meanMs === null ? tookMs : meanMs + NEWEST * (tookMs - meanMs);

/** When (epoch ms) the first place should come free, if calls take as long as they do in the mean. */
export function firstFree(leases: Leases, meanMs: number): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const { startedAt } of leases.values()) oldest = Math.min(oldest, startedAt);
  return oldest + meanMs;
}
