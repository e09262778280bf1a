import { takeStart } from './gcra';

/** Meta's throughput of a number (protocols.md, section 4): nothing is lent, as 80 at once and 80 more are too many. */
const NUMBER_LIMIT = { intervalMs: 1_000 / 80, burst: 1 };
/** One message per 6 s to one customer, of which 45 may come at once (131056). */
const PAIR_LIMIT = { intervalMs: 6_000, burst: 45 };
/** So long a number is silent that Meta found too fast. */
const PAUSE_MS = 1_000;

/** When a send may go on: first to its customer, and once that is due, by its number. */
export type SendSlot = { at: number; of: 'pair' | 'number' };
/** What is known of one send: until when its number and its customer are paid for, and the slot it was given. */
export type SendRateState = { numberTheoreticalArrival: number; pairTheoreticalArrival: number; slot: SendSlot | null };

/**
 * In how many ms a send may go on, 0 for now; then it asks again, until it may go. It keeps its slot, so that those who
 * wait go in the order in which they asked. The number's turn is taken only when the customer's has come: a customer who
 * must wait minutes holds up nobody else.
 */
export function reserveSend(meters: SendRateState, now: number): SendRateState & { waitMs: number } {
  const { slot } = meters;
  if (slot && slot.at > now) return { ...meters, waitMs: slot.at - now };
  if (slot?.of === 'number') return { ...meters, slot: null, waitMs: 0 };
  let { pairTheoreticalArrival: pairUntil } = meters;
  if (slot === null) {
    const start = takeStart({ ...PAIR_LIMIT, theoreticalArrival: pairUntil }, now);
    pairUntil = start.theoreticalArrival;
    if (start.at > now)
      return {
        ...meters,
        pairTheoreticalArrival: pairUntil,
        slot: { at: start.at, of: 'pair' },
        waitMs: start.at - now,
      };
  }
  const { at, theoreticalArrival: numberUntil } = takeStart(
    { ...NUMBER_LIMIT, theoreticalArrival: meters.numberTheoreticalArrival },
    now,
  );
  return {
    numberTheoreticalArrival: numberUntil,
    pairTheoreticalArrival: pairUntil,
    slot: at > now ? { at, of: 'number' } : null,
    waitMs: at - now,
  };
}

/** What a customer is paid until when Meta found us too fast to them: nothing more is lent. */
export const slowDownPair = (pairUntil: number, now: number): number =>
  Math.max(pairUntil, now + PAIR_LIMIT.burst * PAIR_LIMIT.intervalMs);

/** The same of the whole number. */
export const slowDownNumber = (numberUntil: number, now: number): number => Math.max(numberUntil, now + PAUSE_MS);
