import assert from 'node:assert/strict';
import { cpuMsOf, runtimes } from './cpu.ts';
import type { DirectWorker } from './direct-worker.ts';

export type Database = Awaited<ReturnType<DirectWorker['mf']['getD1Database']>>;
/** A Worker with the process that it alone runs in, so that the CPU time of the process is the Worker's. */
export type MeasuredWorker = { worker: DirectWorker; db: Database; cpuMs: () => number };

export async function startMeasured(start: () => Promise<DirectWorker>): Promise<MeasuredWorker> {
  const before = new Set(runtimes());
  const worker = await start();
  const pid = runtimes().find((each) => !before.has(each));
  assert.ok(pid, 'the runtime is a process of its own');
  return { worker, db: await worker.mf.getD1Database('DB'), cpuMs: () => cpuMsOf(pid) };
}
