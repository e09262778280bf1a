/**
 * The events that say which app controls a thread, the weakest first: Meta's times are seconds, and of two events in one second the stronger
 * one is the later. A handover follows the message that caused it, and a message in `standby` comes before the handover.
 */
const RANKS = { standby: 0, live: 1, handover: 2 } as const;

/** Returns the place of an event among those that say which app controls a thread: its second, then its rank, as one number. */
export const threadOrder = (at: number, kind: keyof typeof RANKS): number => Math.floor(at / 1_000) * 10 + RANKS[kind];

/** Meta ends an app's control of a thread after this time without a message of the customer. */
export const THREAD_IDLE_MS = 86_400_000;
