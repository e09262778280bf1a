/** How long a queued wake-up may take beyond its delay before the sweeper believes it lost. */
export const QUEUE_DELIVERY_GRACE_MS = 30_000;
/** No consumer works longer on a batch; past it the pushes it took are free again. */
export const VISIBILITY_TIMEOUT_MS = 120_000;
