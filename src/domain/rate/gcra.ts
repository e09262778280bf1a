export type GcraState = {
  /** GCRA's theoretical arrival time, in epoch ms. */
  theoreticalArrival: number;
  /** Milliseconds between starts: 1,000 / rate. */
  intervalMs: number;
  /** How many starts may come at once; a fraction tolerates late starts. */
  burst: number;
};

/**
 * Takes the next start at or after `from` (epoch ms); returns it with the new theoretical arrival. In whatever order and at
 * whatever instants it is called, any window of w ms has at most `w / intervalMs + burst` starts.
 */
export function takeStart(
  { theoreticalArrival, intervalMs, burst }: GcraState,
  from: number,
): { at: number; theoreticalArrival: number } {
  const at = Math.ceil(Math.max(from, theoreticalArrival - (burst - 1) * intervalMs));
  return { at, theoreticalArrival: Math.max(theoreticalArrival, at) + intervalMs };
}
