import { CACHE_TTL_MS } from '../isolate-cache';
import { VISIBILITY_TIMEOUT_MS } from '../queue-times';

/** After this time every isolate knows of a change to the directory, and work that started before the change has ended. */
export const DIRECTORY_PROPAGATION_MS = CACHE_TTL_MS + VISIBILITY_TIMEOUT_MS;

/** How long a slice may hold its move; no statement of D1 takes longer. */
export const MOVE_LEASE_MS = 120_000;

/** After how long work that has to wait for an account's move is tried again. */
export const MOVING_RETRY_MS = 60_000;
