/** How long a queued wake-up may take beyond its delay before the sweeper believes it lost. */
export const QUEUE_HOLD_MS = 30_000;
