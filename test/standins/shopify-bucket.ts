export type ThrottleStatus = { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };

/** Creates Shopify's bucket of cost points for one app in one store. Times are in ms. */
export function newBucket(maximum: number, restoreRate: number, now: number) {
  let level = maximum;
  let at = now;
  const refill = (time: number): void => {
    level = Math.min(maximum, level + (Math.max(time - at, 0) / 1_000) * restoreRate);
    at = Math.max(at, time);
  };
  const status = (): ThrottleStatus => ({
    maximumAvailable: maximum,
    currentlyAvailable: Math.floor(level),
    restoreRate,
  });
  return {
    /** Takes the maximum cost of a call. Returns false, and takes nothing, if there are too few points. */
    take(points: number, time: number): boolean {
      refill(time);
      if (level < points) return false;
      level -= points;
      return true;
    },
    refund(points: number): void {
      level = Math.min(maximum, level + points);
    },
    status(time: number): ThrottleStatus {
      refill(time);
      return status();
    },
  };
}

export type Bucket = ReturnType<typeof newBucket>;
