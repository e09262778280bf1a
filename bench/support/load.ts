import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Makes calls at a steady rate, however long their answers take, and returns the time of each in ms since it was
 * due, which reveals a server that falls behind.
 */
export async function atRate(perSecond: number, calls: (() => Promise<void>)[]): Promise<number[]> {
  const started = performance.now();
  const times: number[] = [];
  const open: Promise<void>[] = [];
  for (const [i, call] of calls.entries()) {
    const due = started + (i * 1_000) / perSecond;
    const ahead = due - performance.now();
    if (ahead > 1) await sleep(ahead);
    open.push(call().then(() => void times.push(performance.now() - due)));
  }
  await Promise.all(open);
  return times;
}

export function percentile(times: number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0;
}

export const median = (values: number[]): number => percentile(values, 0.5);
