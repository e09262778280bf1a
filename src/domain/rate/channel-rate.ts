import { takeStart } from './gcra';

/** Meta's throughput of a number, in and out together (protocols.md, section 4). */
const NUMBER = { intervalMs: 1_000 / 80, burst: 80 };
/** One message per 6 s to one customer, of which 45 may come at once (131056). */
const PAIR = { intervalMs: 6_000, burst: 45 };
/** What is further off than this waits outside, under its name, and is not counted twice when it asks again. */
const LONGEST_NAP_MS = 10_000;
/** Who has not come back for a slot so long after it was due never will. */
const SLOT_KEPT_MS = 3_600_000;

export type ChannelRateState = {
  paidUntil: number;
  /** By customer; only of those who owe something. */
  pairs: Map<string, number>;
  /** The slots of sends that wait outside, by the send. */
  slots: Map<string, number>;
};

export const newChannelRateState = (): ChannelRateState => ({ paidUntil: 0, pairs: new Map(), slots: new Map() });

function forgetPast({ pairs, slots }: ChannelRateState, now: number): void {
  for (const [pair, paidUntil] of pairs) if (paidUntil <= now) pairs.delete(pair);
  for (const [send, at] of slots) if (at + SLOT_KEPT_MS < now) slots.delete(send);
}

/** In how many ms a send may go, 0 for now. The same send gets the same slot until it is due. */
export function reserveSend(
  state: ChannelRateState,
  { send, pair, now }: { send: string; pair: string; now: number },
): number {
  forgetPast(state, now);
  const slot = state.slots.get(send);
  if (slot !== undefined) {
    if (slot - now <= LONGEST_NAP_MS) state.slots.delete(send);
    return Math.max(slot - now, 0);
  }
  const toCustomer = takeStart({ ...PAIR, paidUntil: state.pairs.get(pair) ?? 0 }, now);
  const byNumber = takeStart({ ...NUMBER, paidUntil: state.paidUntil }, now);
  state.pairs.set(pair, toCustomer.paidUntil);
  state.paidUntil = byNumber.paidUntil;
  const at = Math.max(toCustomer.at, byNumber.at);
  if (at - now > LONGEST_NAP_MS) state.slots.set(send, at);
  return at - now;
}

/** Meta said that it was too much: nothing more of what is said to be lent, for this customer or for the whole number. */
export function payBack(state: ChannelRateState, { pair, now }: { pair: string | null; now: number }): void {
  if (pair === null) state.paidUntil = Math.max(state.paidUntil, now + NUMBER.burst * NUMBER.intervalMs);
  else state.pairs.set(pair, Math.max(state.pairs.get(pair) ?? 0, now + PAIR.burst * PAIR.intervalMs));
}
