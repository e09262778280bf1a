/** A call in flight, by push id; it expires at `until`. Instants in epoch ms. */
export type Lease = { startedAt: number; until: number; points: number };
export type Leases = Map<string, Lease>;

/** Weight of the newest call in the mean, which adapts to a store that becomes slow within about ten calls. */
const NEWEST_WEIGHT = 0.1;

/** Drops the expired leases; returns how many points their calls may have cost. */
export function expireLeases(leases: Leases, now: number): number {
  let spent = 0;
  for (const [id, { until, points }] of leases) {
    if (until > now) continue;
    leases.delete(id);
    spent += points;
  }
  return spent;
}

/** Returns how many points the calls in flight may cost together. */
export const pointsInFlight = (leases: Leases): number => {
  let points = 0;
  for (const lease of leases.values()) points += lease.points;
  return points;
};

/** Returns the mean duration of a call (ms) after one more call; the first one counts in full. */
export const nextMean = (meanMs: number | null, tookMs: number): number =>
  meanMs === null ? tookMs : meanMs + NEWEST_WEIGHT * (tookMs - meanMs);

/** Estimates when (epoch ms) the first call in flight ends. */
export function firstFreeAt(leases: Leases, meanMs: number): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const { startedAt } of leases.values()) oldest = Math.min(oldest, startedAt);
  return oldest + meanMs;
}
