import { takeStart } from './gcra';

/** Meta's throughput of a number is 80 messages a second. Without a burst: 80 at once and 80 more in a second are too many. */
const NUMBER_LIMIT = { intervalMs: 1_000 / 80, burst: 1 };
/** Meta's pair limit (error 131056): one message per 6 s to one customer, up to 45 at once. */
const PAIR_LIMIT = { intervalMs: 6_000, burst: 45 };
/** How long a number pauses after Meta's throughput error. */
const PAUSE_MS = 1_000;

/** When a send may go on. It first waits for its pair of number and customer, then for its number. */
export type SendSlot = { at: number; of: 'pair' | 'number' };
export type SendRateState = { numberTheoreticalArrival: number; pairTheoreticalArrival: number; slot: SendSlot | null };

/**
 * Returns the new state and in how many ms the send may go on: it then calls again, until `waitMs` is 0. A waiting send keeps
 * its slot, so that sends go in the order of their requests. A slot of the number is taken only after the pair's: a customer
 * who must wait for minutes delays no other.
 */
export function reserveSend(state: SendRateState, now: number): SendRateState & { waitMs: number } {
  const { slot } = state;
  if (slot && slot.at > now) return { ...state, waitMs: slot.at - now };
  if (slot?.of === 'number') return { ...state, slot: null, waitMs: 0 };
  let { pairTheoreticalArrival } = state;
  if (slot === null) {
    const { at, theoreticalArrival } = takeStart({ ...PAIR_LIMIT, theoreticalArrival: pairTheoreticalArrival }, now);
    pairTheoreticalArrival = theoreticalArrival;
    if (at > now) return { ...state, pairTheoreticalArrival, slot: { at, of: 'pair' }, waitMs: at - now };
  }
  const { at, theoreticalArrival } = takeStart(
    { ...NUMBER_LIMIT, theoreticalArrival: state.numberTheoreticalArrival },
    now,
  );
  return {
    numberTheoreticalArrival: theoreticalArrival,
    pairTheoreticalArrival,
    slot: at > now ? { at, of: 'number' } : null,
    waitMs: at - now,
  };
}

/** Returns the pair's theoretical arrival after Meta's pair limit error: its burst is used up. */
export const slowDownPair = (theoreticalArrival: number, now: number): number =>
  Math.max(theoreticalArrival, now + PAIR_LIMIT.burst * PAIR_LIMIT.intervalMs);

/** Returns the number's theoretical arrival after Meta's throughput error. */
export const slowDownNumber = (theoreticalArrival: number, now: number): number =>
  Math.max(theoreticalArrival, now + PAUSE_MS);
