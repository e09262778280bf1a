import { DurableObject } from 'cloudflare:workers';
import type { ShopifyThrottleStatus } from '../clients/shopify-admin';
import { applyReports } from '../domain/rate/apply-reports';
import { type Reservation, type Reservations, takeChangedBuckets } from '../domain/rate/reservations';
import { reserveSlots, type SlotsRequest } from '../domain/rate/reserve-slots';
import {
  newStoreRateState,
  type ReservationReport,
  type Slot,
  type StoreRateState,
} from '../domain/rate/store-rate-state';
import { type PointsRequest, reportPoints, takePoints } from '../domain/rate/take-points';

const STATE_KEY = 'state';
const BUCKET_PREFIX = 'waiting:';

/**
 * What all isolates must agree on about one store (delivery.md, "The Durable Object"). It makes no call itself and sets
 * no timer. Storage is synchronous, so no other call comes between reading, deciding and writing.
 */
export class StoreRate extends DurableObject {
  private loaded: { state: StoreRateState; reservations: Reservations } | null = null;

  /** One slot for each push, in the same order; leaseMs must be longer than a call can take. */
  async reserve(ask: SlotsRequest): Promise<Slot[]> {
    const slots = reserveSlots({ ...this.load(), now: Date.now(), request: ask });
    this.save();
    return slots;
  }

  /** Gives places back and tells how the calls went; a report of a push that holds none still counts. */
  async report({ results }: { results: ReservationReport[] }): Promise<void> {
    applyReports({ state: this.load().state, now: Date.now(), results });
    this.save();
  }

  /** Points for a read, taken if the answer is 0; else it may ask again in so many ms. */
  async takePoints(ask: PointsRequest): Promise<number> {
    const waitMs = takePoints(this.load().state, ask, Date.now());
    this.save();
    return waitMs;
  }

  /** Tells that a read has come back, and how Shopify says its bucket stands. */
  async tellPoints(told: { readId: string; stated: ShopifyThrottleStatus | null }): Promise<void> {
    reportPoints(this.load().state, told, Date.now());
    this.save();
  }

  private load() {
    if (this.loaded) return this.loaded;
    const { kv } = this.ctx.storage;
    const byPush = new Map<string, Reservation>();
    for (const [, bucket] of kv.list<Map<string, Reservation>>({ prefix: BUCKET_PREFIX })) {
      for (const [pushId, reservation] of bucket) byPush.set(pushId, reservation);
    }
    // What was kept before a member came to be lacks it.
    const state = { ...newStoreRateState(), ...kv.get<StoreRateState>(STATE_KEY) };
    this.loaded = { state, reservations: { byPush, changedBuckets: new Set() } };
    return this.loaded;
  }

  /** The answer leaves only after these rows are on disk: the platform's output gate sees to it. */
  private save() {
    const { state, reservations } = this.load();
    const { kv } = this.ctx.storage;
    kv.put(STATE_KEY, state);
    for (const [bucket, waiting] of takeChangedBuckets(reservations)) {
      if (waiting.size > 0) kv.put(`${BUCKET_PREFIX}${bucket}`, waiting);
      else kv.delete(`${BUCKET_PREFIX}${bucket}`);
    }
  }
}
