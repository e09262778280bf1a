/* After which time the sweep checks a request: longer than it normally takes, too short for a customer to notice a crash. */

/** A new request is started at once; after this time the sweep starts it. */
export const START_GRACE_MS = 5_000;
/** A running step ends, or the platform retries it, within this time. */
export const STALL_MS = 60_000;
/** The platform's timer ends a wait at its deadline; after this time the sweep wakes it. */
export const DEADLINE_GRACE_MS = 2_000;
/** How long after a sweep's wake-up the request is checked again. */
export const REVIVE_LEASE_MS = 30_000;
