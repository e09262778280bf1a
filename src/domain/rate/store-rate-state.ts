import type { ShopifyThrottleStatus } from '../../clients/shopify-admin';
import { type Circuit, closedCircuit } from './circuit';
import type { Leases } from './leases';
import { DEFAULT_POINTS, type Points } from './points';

/** `wait_ms` 0: start now; the lease lasts until the report. Otherwise, request a slot again after `wait_ms`. */
export type Slot = { push_id: string; wait_ms: number };

export type ReservationReport = {
  push_id: string;
  /** `throttled`: 429 or 503 with Retry-After, or too few points. `not_sent`: the slot was not used. */
  outcome: 'ok' | 'failed' | 'throttled' | 'not_sent';
  retry_after_ms?: number;
  /** Shopify's bucket, if the response reported it. */
  stated?: ShopifyThrottleStatus | null;
};

/** The rate state that all isolates share for a store, except its reservations; stored as one row. Instants in epoch ms. */
export type StoreRateState = {
  /** The rate at the last call. When it changes, the booked time is rescaled. */
  perSecond: number | null;
  /** Three theoretical arrival times: of booked slots, of real starts, of retry slots. */
  bookedUntil: number;
  startedUntil: number;
  turnsUntil: number;
  meanCallMs: number | null;
  circuit: Circuit;
  throttledUntil: number;
  leases: Leases;
  /** Reads do not count as concurrent calls, but they cost points. */
  reads: Leases;
  /** When the last of the reads that wait for points asks again. */
  readTurnsUntil: number;
  meanReadMs: number | null;
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
  readTurnsUntil: 0,
  meanReadMs: null,
  points: DEFAULT_POINTS,
});
