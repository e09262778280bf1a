/*
 * When the sweeper looks after a request: each is longer than what normally moves it, and short enough that a customer
 * does not notice that something died.
 */

/** A request that has been accepted is started at once; past this the sweeper starts it. */
export const START_GRACE_MS = 5_000;
/** A running step ends or is retried by the platform within this. */
export const STALL_MS = 60_000;
/** A wait ends at its deadline by the platform's own timer; past this the sweeper wakes it. */
export const DEADLINE_GRACE_MS = 2_000;
/** How long a sweeper's wake-up may take before the request is looked after again. */
export const REVIVE_LEASE_MS = 30_000;
