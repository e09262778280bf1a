import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { DirectWorker } from './direct-worker.ts';

export type Database = Awaited<ReturnType<DirectWorker['mf']['getD1Database']>>;
/** A Worker in a process of its own, so that the CPU time of the process is the Worker's. */
export type MeasuredWorker = { worker: DirectWorker; db: Database; cpuMs: () => number };

/** Linux counts CPU time in hundredths of a second. */
const TICK_MS = 10;

function statOf(pid: string): { parent: string; name: string; cpuMs: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: fields[1] ?? '', name, cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS };
  } catch {
    return null;
  }
}

/** Returns the workerd processes that this process has started. */
const runtimes = (): string[] =>
  readdirSync('/proc').filter((pid) => {
    const stat = /^\d+$/.test(pid) ? statOf(pid) : null;
    return stat?.name === 'workerd' && stat.parent === String(process.pid);
  });

/** Starts a Worker and finds its process, whose CPU time depends little on other work of the machine. */
export async function startMeasured(start: () => Promise<DirectWorker>): Promise<MeasuredWorker> {
  const before = new Set(runtimes());
  const worker = await start();
  const pid = runtimes().find((each) => !before.has(each));
  assert.ok(pid, 'the runtime is a process of its own');
  return { worker, db: await worker.mf.getD1Database('DB'), cpuMs: () => statOf(pid)?.cpuMs ?? 0 };
}
