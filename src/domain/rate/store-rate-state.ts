import type { ShopifyThrottleStatus } from '../../clients/shopify-admin';
import { type Circuit, closedCircuit } from './circuit';
import type { Leases } from './leases';
import { type Points, UNKNOWN_POINTS } from './points';

/** `wait_ms` 0: go now, a place is held until the report or the end of the lease. Else: come back in so many ms. */
export type Slot = { push_id: string; wait_ms: number };

export type ReservationReport = {
  push_id: string;
  /** `throttled`: 429 or 503 with Retry-After. `not_sent`: the slot was not used. */
  outcome: 'ok' | 'failed' | 'throttled' | 'not_sent';
  retry_after_ms?: number;
  /** Shopify's bucket, where the call said how it stands. */
  stated?: ShopifyThrottleStatus | null;
};

/** All about a store that isolates must agree on, except who waits; it is kept as one row. Instants in epoch ms. */
export type StoreRateState = {
  /** The rate at the last call: when it changes, the line that is booked is stretched or shrunk. */
  perSecond: number | null;
  /** Three meters, by what they have handed out: first times, real starts, second turns. */
  bookedUntil: number;
  startedUntil: number;
  turnsUntil: number;
  meanCallMs: number | null;
  circuit: Circuit;
  throttledUntil: number;
  leases: Leases;
  /** Reads take no place, but points. */
  reads: Leases;
  points: Points;
};

export const newStoreRateState = (): StoreRateState => ({
  perSecond: null,
  bookedUntil: 0,
  startedUntil: 0,
  turnsUntil: 0,
  meanCallMs: null,
  circuit: closedCircuit,
  throttledUntil: 0,
  leases: new Map(),
  reads: new Map(),
  points: UNKNOWN_POINTS,
});
