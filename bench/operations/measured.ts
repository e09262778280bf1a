import type { MeasuredWorker } from '../support/measured-worker.ts';

/** Something whose CPU is compared with the floor's. */
export type Measured = {
  name: string;
  unit: 'calls' | 'events' | 'pushes';
  /** How many of them one round does. */
  count: number;
  /** At most so many times the CPU of the floor; null where the issue sets none. */
  target: number | null;
  /** Makes ready what a round needs, which is not measured; gives the round, which ends when all is done. */
  prepare: (side: MeasuredWorker) => Promise<() => Promise<void>>;
};

export type Cost = { cpuMs: number; wallMs: number };

/** What one of them costs. */
export async function costOf({ prepare, count }: Measured, side: MeasuredWorker): Promise<Cost> {
  const round = await prepare(side);
  const [cpu, started] = [side.cpuMs(), performance.now()];
  await round();
  return { cpuMs: (side.cpuMs() - cpu) / count, wallMs: (performance.now() - started) / count };
}
