import { takeStart } from './gcra';

/** Meta's throughput of a number is 80 messages a second. Without a burst: 80 at once and 80 more in a second are too many. */
const NUMBER_LIMIT = { intervalMs: 1_000 / 80, burst: 1 };
/** Meta's pair limit (error 131056): one message per 6 s to one customer, up to 45 at once. */
const PAIR_LIMIT = { intervalMs: 6_000, burst: 45 };
/** How long a number pauses after Meta's throughput error. */
const PAUSE_MS = 1_000;

/** When a send may go on. It first waits for its pair of number and customer, then for its number. */
export type SendSlot = { at: number; of: 'pair' | 'number' };
export type SendRequest = {
  /** Identifies the send, so that a waiting one keeps its slot. */
  send: string;
  /** Identifies the customer. */
  pair: string;
  /** The caller waits this long for a slot of the number and then sends without asking again. */
  maxDelayMs: number;
};
/** `isGranted`: the send may go on after `waitMs`; otherwise it must ask again then. */
export type SendGrant = { waitMs: number; isGranted: boolean };
export type SendRateState = { numberTheoreticalArrival: number; pairTheoreticalArrival: number; slot: SendSlot | null };

/**
 * Returns the new state and in how many ms the send may go on. A send that is not granted keeps its slot and calls again, so
 * that sends go in the order of their requests. A slot of the number is taken only after the pair's: a customer who must wait
 * for minutes delays no other.
 */
export function reserveSend(state: SendRateState, now: number, maxDelayMs: number): SendRateState & SendGrant {
  const { slot } = state;
  const grant = ({ at, of }: SendSlot) => {
    const waitMs = Math.max(at - now, 0);
    const isGranted = waitMs === 0 || (of === 'number' && waitMs <= maxDelayMs);
    return { slot: isGranted ? null : { at, of }, waitMs, isGranted };
  };
  if (slot && (slot.at > now || slot.of === 'number')) return { ...state, ...grant(slot) };
  let { pairTheoreticalArrival } = state;
  if (slot === null) {
    const { at, theoreticalArrival } = takeStart({ ...PAIR_LIMIT, theoreticalArrival: pairTheoreticalArrival }, now);
    pairTheoreticalArrival = theoreticalArrival;
    if (at > now) return { ...state, pairTheoreticalArrival, ...grant({ at, of: 'pair' }) };
  }
  const { at, theoreticalArrival } = takeStart(
    { ...NUMBER_LIMIT, theoreticalArrival: state.numberTheoreticalArrival },
    now,
  );
  return {
    numberTheoreticalArrival: theoreticalArrival,
    pairTheoreticalArrival,
    ...grant({ at, of: 'number' }),
  };
}

/** Returns the pair's theoretical arrival after Meta's pair limit error: its burst is used up. */
export const slowDownPair = (theoreticalArrival: number, now: number): number =>
  Math.max(theoreticalArrival, now + PAIR_LIMIT.burst * PAIR_LIMIT.intervalMs);

/** Returns the number's theoretical arrival after Meta's throughput error. */
export const slowDownNumber = (theoreticalArrival: number, now: number): number =>
  Math.max(theoreticalArrival, now + PAUSE_MS);
