/** A place among the calls in flight, by push id; epoch ms. It comes back by itself at `until`. */
export type Lease = { startedAt: number; until: number; points: number };
export type Leases = Map<string, Lease>;

/** Weight of the newest call in the mean; the mean follows a store that turns slow within some ten calls. */
const NEWEST_WEIGHT = 0.1;

/** Drops the leases whose holder never came back, and says what points their calls may have cost. */
export function expireLeases(leases: Leases, now: number): number {
  let spent = 0;
  for (const [holder, { until, points }] of leases) {
    if (until > now) continue;
    leases.delete(holder);
    spent += points;
  }
  return spent;
}

/** The points of all calls in flight. */
export const pointsInFlight = (leases: Leases): number => {
  let points = 0;
  for (const lease of leases.values()) points += lease.points;
  return points;
};

/** The mean time (ms) that a place stays taken, after one more call; the first one counts in full. */
export const nextMean = (meanMs: number | null, tookMs: number): number =>
  meanMs === null ? tookMs : meanMs + NEWEST_WEIGHT * (tookMs - meanMs);

/** When (epoch ms) the first place should come free, if calls take as long as they do in the mean. */
export function firstFreeAt(leases: Leases, meanMs: number): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const { startedAt } of leases.values()) oldest = Math.min(oldest, startedAt);
  return oldest + meanMs;
}
