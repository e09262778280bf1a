import type { MeasuredWorker } from '../support/measured-worker.ts';

/** An operation whose CPU time is compared with the baseline's. */
export type Measured = {
  name: string;
  unit: 'calls' | 'events' | 'orders' | 'pushes';
  /** The number of operations in a round. */
  count: number;
  /** The maximum CPU time, as a multiple of the baseline's; null without a target. */
  target: number | null;
  /** Sets up a round (not measured). The returned function runs it and resolves when all its work is done. */
  prepare: (side: MeasuredWorker) => Promise<() => Promise<void>>;
};

/** `clientMs` is the CPU time of this process, which makes the calls and holds the stand-ins. */
export type Cost = { cpuMs: number; wallMs: number; clientMs: number };

/** Plays one round and returns the cost of one operation. */
export async function costOf({ prepare, count }: Measured, side: MeasuredWorker): Promise<Cost> {
  const round = await prepare(side);
  const [cpu, client, started] = [side.cpuMs(), process.cpuUsage(), performance.now()];
  await round();
  const { user, system } = process.cpuUsage(client);
  return {
    cpuMs: (side.cpuMs() - cpu) / count,
    wallMs: (performance.now() - started) / count,
    clientMs: (user + system) / 1_000 / count,
  };
}
