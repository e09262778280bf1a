import { DurableObject } from 'cloudflare:workers';
import {
  reserveSend,
  type SendGrant,
  type SendRequest,
  type SendSlot,
  slowDownNumber,
  slowDownPair,
} from '../domain/rate/channel-rate';

const NUMBER_KEY = 'number';
const PAIR_PREFIX = 'pair:';
const SLOT_PREFIX = 'slot:';
/** Slots that are overdue by this much are deleted. */
const SLOT_TTL_MS = 3_600_000;
const CLEANUP_INTERVAL_MS = 600_000;

/**
 * The send rate of one WhatsApp number, shared by all isolates. It makes no outgoing calls and sets no timer. Storage is
 * synchronous, so reading, deciding and writing are atomic. Each customer and each waiting send has its own row, so the
 * cost of a call does not depend on their number.
 */
export class ChannelRate extends DurableObject {
  private cleanedAt = 0;

  /** Returns in how many ms a send may proceed. An older version names no delay, and gets the ms: 0 means now. */
  async reserve(request: Omit<SendRequest, 'maxDelayMs'>): Promise<number>;
  async reserve(request: SendRequest): Promise<SendGrant>;
  async reserve({ send, pair, maxDelayMs }: Omit<SendRequest, 'maxDelayMs'> & Partial<SendRequest>) {
    const { kv } = this.ctx.storage;
    const now = Date.now();
    this.clean(now);
    const slot = kv.get<SendSlot>(SLOT_PREFIX + send) ?? null;
    const reserved = reserveSend(
      {
        numberTheoreticalArrival: kv.get<number>(NUMBER_KEY) ?? 0,
        pairTheoreticalArrival: kv.get<number>(PAIR_PREFIX + pair) ?? 0,
        slot,
      },
      now,
      maxDelayMs ?? 0,
    );
    kv.put(NUMBER_KEY, reserved.numberTheoreticalArrival);
    kv.put(PAIR_PREFIX + pair, reserved.pairTheoreticalArrival);
    if (reserved.slot) kv.put(SLOT_PREFIX + send, reserved.slot);
    else if (slot) kv.delete(SLOT_PREFIX + send);
    const { waitMs, isGranted } = reserved;
    return maxDelayMs === undefined ? waitMs : { waitMs, isGranted };
  }

  /** Slows the number down, or one customer only, after Meta has rejected a send for its rate. */
  async slowDown({ pair }: { pair: string | null }): Promise<void> {
    const { kv } = this.ctx.storage;
    const now = Date.now();
    if (pair === null) kv.put(NUMBER_KEY, slowDownNumber(kv.get<number>(NUMBER_KEY) ?? 0, now));
    else kv.put(PAIR_PREFIX + pair, slowDownPair(kv.get<number>(PAIR_PREFIX + pair) ?? 0, now));
  }

  /** Deletes the rows that no longer delay a send, and the overdue slots. */
  private clean(now: number): void {
    if (now - this.cleanedAt < CLEANUP_INTERVAL_MS) return;
    this.cleanedAt = now;
    const { kv } = this.ctx.storage;
    for (const [key, arrival] of kv.list<number>({ prefix: PAIR_PREFIX })) if (arrival <= now) kv.delete(key);
    for (const [key, { at }] of kv.list<SendSlot>({ prefix: SLOT_PREFIX })) if (at + SLOT_TTL_MS < now) kv.delete(key);
  }
}
