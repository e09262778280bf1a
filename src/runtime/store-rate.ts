import { DurableObject } from 'cloudflare:workers';
import { applyReports } from '../domain/rate/apply-reports';
import { type Reservation, type Reservations, takeChangedBuckets } from '../domain/rate/reservations';
import { reserveSlots, type SlotsRequest } from '../domain/rate/reserve-slots';
import {
  newStoreRateState,
  type ReservationReport,
  type Slot,
  type StoreRateState,
} from '../domain/rate/store-rate-state';
import {
  type EndedRead,
  type PointsGrant,
  type PointsRequest,
  reportPoints,
  takePoints,
} from '../domain/rate/take-points';

type OldPointsRequest = Omit<PointsRequest, 'mayOmitReport' | 'ended'>;

const STATE_KEY = 'state';
const BUCKET_PREFIX = 'waiting:';

/**
 * The call rate and the circuit breaker of one store, shared by all isolates. It makes no outgoing calls and sets no timer.
 * Storage is synchronous, so reading, deciding and writing are atomic.
 */
export class StoreRate extends DurableObject {
  private loaded: { state: StoreRateState; reservations: Reservations } | null = null;

  /** Returns one slot for each push, in the same order. `leaseMs` must be longer than a call can take. */
  async reserve(request: SlotsRequest): Promise<Slot[]> {
    const slots = reserveSlots({ ...this.load(), now: Date.now(), request });
    this.save();
    return slots;
  }

  /** Releases slots and records the results of the calls. The result of a push without a slot counts too. */
  async report({ results }: { results: ReservationReport[] }): Promise<void> {
    applyReports({ state: this.load().state, now: Date.now(), results });
    this.save();
  }

  /** Takes points for a read of Shopify. An older version, which reports every read, gets the ms until it may try again. */
  async takePoints(request: OldPointsRequest): Promise<number>;
  async takePoints(request: PointsRequest): Promise<PointsGrant>;
  async takePoints(request: OldPointsRequest & Partial<PointsRequest>) {
    const { mayOmitReport } = request;
    const grant = takePoints(this.load().state, { mayOmitReport: false, ended: [], ...request }, Date.now());
    this.save();
    return mayOmitReport === undefined ? grant.waitMs : grant;
  }

  /** Records that a read has ended, and the bucket that Shopify stated. Older versions call it by this name. */
  async tellPoints(read: EndedRead): Promise<void> {
    reportPoints(this.load().state, read, Date.now());
    this.save();
  }

  private load() {
    if (this.loaded) return this.loaded;
    const { kv } = this.ctx.storage;
    const byPush = new Map<string, Reservation>();
    for (const [, bucket] of kv.list<Map<string, Reservation>>({ prefix: BUCKET_PREFIX })) {
      for (const [pushId, reservation] of bucket) byPush.set(pushId, reservation);
    }
    // The defaults fill members that an older version did not store.
    const state = { ...newStoreRateState(), ...kv.get<StoreRateState>(STATE_KEY) };
    this.loaded = { state, reservations: { byPush, changedBuckets: new Set() } };
    return this.loaded;
  }

  /** Writes the state. The platform's output gate holds the response back until the rows are on disk. */
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
