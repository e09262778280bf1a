export type GcraState = {
  /** Epoch ms at which all that was handed out is paid for (the "theoretical arrival time" of GCRA). */
  theoreticalArrival: number;
  /** Milliseconds a start costs: 1,000 / rate. */
  intervalMs: number;
  /** Starts that may come at once; a fraction lends time, so that a late start is still a good one. */
  burst: number;
};

/**
 * Takes the next start at or after `from` (epoch ms), and says what the meter owes then. Whatever the order and the
 * instants of the calls, the starts handed out in any window of w ms are at most `w / intervalMs + burst`.
 */
export function takeStart(
  { theoreticalArrival, intervalMs, burst }: GcraState,
  from: number,
): { at: number; theoreticalArrival: number } {
  const at = Math.ceil(Math.max(from, theoreticalArrival - (burst - 1) * intervalMs));
  return { at, theoreticalArrival: Math.max(theoreticalArrival, at) + intervalMs };
}
