import { DurableObject } from 'cloudflare:workers';
import { reserveSend, type SendSlot, slowedNumber, slowedPair } from '../domain/rate/channel-rate';

const NUMBER_KEY = 'number';
const PAIRS = 'pair:';
const SLOTS = 'slot:';
/** Who has not come back for a slot so long after it was due never will. */
const SLOT_KEPT_MS = 3_600_000;
const CLEANED_EVERY_MS = 600_000;

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
    const slot = kv.get<SendSlot>(SLOTS + send) ?? null;
    const numberUntil = kv.get<number>(NUMBER_KEY) ?? 0;
    const reserved = reserveSend({ numberUntil, pairUntil: kv.get<number>(PAIRS + pair) ?? 0, slot }, now);
    kv.put(NUMBER_KEY, reserved.numberUntil);
    kv.put(PAIRS + pair, reserved.pairUntil);
    if (reserved.slot) kv.put(SLOTS + send, reserved.slot);
    else if (slot) kv.delete(SLOTS + send);
    return reserved.waitMs;
  }

  /** Meta refused because it was too fast, to one customer or (null) altogether. */
  async slowDown({ pair }: { pair: string | null }): Promise<void> {
    const { kv } = this.ctx.storage;
    const now = Date.now();
    if (pair === null) kv.put(NUMBER_KEY, slowedNumber(kv.get<number>(NUMBER_KEY) ?? 0, now));
    else kv.put(PAIRS + pair, slowedPair(kv.get<number>(PAIRS + pair) ?? 0, now));
  }

  /** Drops the customers who owe nothing any more and the slots that nobody came for. */
  private clean(now: number): void {
    if (now - this.cleanedAt < CLEANED_EVERY_MS) return;
    this.cleanedAt = now;
    const { kv } = this.ctx.storage;
    for (const [key, paidUntil] of kv.list<number>({ prefix: PAIRS })) if (paidUntil <= now) kv.delete(key);
    for (const [key, { at }] of kv.list<SendSlot>({ prefix: SLOTS })) if (at + SLOT_KEPT_MS < now) kv.delete(key);
  }
}
