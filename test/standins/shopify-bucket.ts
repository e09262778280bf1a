export type ThrottleStatus = { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };

/** Shopify's bucket of points for one app in one store; `now` in ms. */
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
    /** Takes what a call may cost at the most; false where there is no room for it, and nothing is taken. */
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
