/** How long a queued wake-up may take beyond its delay before the sweep considers it lost. */
export const QUEUE_DELIVERY_GRACE_MS = 30_000;
/** No consumer works longer on a batch; after it, another may claim the batch's pushes. */
export const VISIBILITY_TIMEOUT_MS = 120_000;
