import { VISIBILITY_TIMEOUT_MS } from '../queue-times';

/** How long an isolate trusts what it read about a key or about where an account lives. */
export const CACHE_TTL_MS = 30_000;

/** Past this every isolate knows of a change to the directory, and no work goes on that began without knowing. */
export const DIRECTORY_PROPAGATION_MS = CACHE_TTL_MS + VISIBILITY_TIMEOUT_MS;

/** Whoever does a slice of a move holds it for so long; no statement of D1 takes longer. */
export const MOVE_LEASE_MS = 120_000;

/** When what can't be done while an account is moved is tried again. */
export const MOVING_RETRY_MS = 60_000;
