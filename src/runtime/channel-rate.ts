import { DurableObject } from 'cloudflare:workers';
import { reserveSend, type SendSlot, slowDownNumber, slowDownPair } from '../domain/rate/channel-rate';

const NUMBER_KEY = 'number';
const PAIR_PREFIX = 'pair:';
const SLOT_PREFIX = 'slot:';
/** Who has not come back for a slot so long after it was due never will. */
const SLOT_TTL_MS = 3_600_000;
const CLEANUP_INTERVAL_MS = 600_000;

/**
 * What all isolates must agree on about one WhatsApp number: how fast it may send. It makes no call itself and sets no
 * timer. Storage is synchronous, so no other call comes between reading, deciding and writing; a row each for a customer
 * and for a send that waits, so that a call costs the same however many there are.
 */
export class ChannelRate extends DurableObject {
  private cleanedAt = 0;

  /** In how many ms a send may go on, 0 for now; `pair` stands for its customer. */
  async reserve({ send, pair }: { send: string; pair: string }): Promise<number> {
    const { kv } = this.ctx.storage;
    const now = Date.now();
    this.clean(now);
    const slot = kv.get<SendSlot>(SLOT_PREFIX + send) ?? null;
    const numberUntil = kv.get<number>(NUMBER_KEY) ?? 0;
    const reserved = reserveSend(
      { numberTheoreticalArrival: numberUntil, pairTheoreticalArrival: kv.get<number>(PAIR_PREFIX + pair) ?? 0, slot },
      now,
    );
    kv.put(NUMBER_KEY, reserved.numberTheoreticalArrival);
    kv.put(PAIR_PREFIX + pair, reserved.pairTheoreticalArrival);
    if (reserved.slot) kv.put(SLOT_PREFIX + send, reserved.slot);
    else if (slot) kv.delete(SLOT_PREFIX + send);
    return reserved.waitMs;
  }

  /** Meta refused because it was too fast, to one customer or (null) altogether. */
  async slowDown({ pair }: { pair: string | null }): Promise<void> {
    const { kv } = this.ctx.storage;
    const now = Date.now();
    if (pair === null) kv.put(NUMBER_KEY, slowDownNumber(kv.get<number>(NUMBER_KEY) ?? 0, now));
    else kv.put(PAIR_PREFIX + pair, slowDownPair(kv.get<number>(PAIR_PREFIX + pair) ?? 0, now));
  }

  /** Drops the customers who owe nothing any more and the slots that nobody came for. */
  private clean(now: number): void {
    if (now - this.cleanedAt < CLEANUP_INTERVAL_MS) return;
    this.cleanedAt = now;
    const { kv } = this.ctx.storage;
    for (const [key, paidUntil] of kv.list<number>({ prefix: PAIR_PREFIX })) if (paidUntil <= now) kv.delete(key);
    for (const [key, { at }] of kv.list<SendSlot>({ prefix: SLOT_PREFIX })) if (at + SLOT_TTL_MS < now) kv.delete(key);
  }
}
