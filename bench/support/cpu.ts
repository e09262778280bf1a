import { readdirSync, readFileSync } from 'node:fs';

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

/** The workerd processes that this process has started so far. */
export const runtimes = (): string[] =>
  readdirSync('/proc').filter((pid) => {
    const stat = /^\d+$/.test(pid) ? statOf(pid) : null;
    return stat?.name === 'workerd' && stat.parent === String(process.pid);
  });

/** CPU time that a process has used so far, in ms: unlike a clock it tells little of what else the machine does. */
export const cpuMsOf = (pid: string): number => statOf(pid)?.cpuMs ?? 0;
