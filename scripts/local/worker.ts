import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '../..');
const WRANGLER = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');
const READY_MS = 60_000;

/** Keeps wrangler from prompts, telemetry and network lookups. */
const QUIET = { CI: 'true', WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false', NO_COLOR: '1' };
const environment = { ...process.env, ...QUIET };

export type LocalWorker = { url: string; process: ChildProcess; stop(signal: NodeJS.Signals): Promise<void> };
type WorkerFiles = { envFile: string; persistTo: string; logFile: string };
/** `args` are further arguments of `wrangler dev`, such as another entry. */
type WorkerOptions = WorkerFiles & { args?: string[] };

/** Returns a free port: the wanted one unless it is in use. */
export async function freePort(wanted: number): Promise<number> {
  const listen = (port: number) =>
    new Promise<number>((resolve, reject) => {
      const server = createServer();
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
      });
    });
  return listen(wanted).catch(() => listen(0));
}

/** Applies the migrations to the local D1. */
export function migrate(persistTo: string): void {
  const args = [WRANGLER, 'd1', 'migrations', 'apply', 'DB', '--local', '--persist-to', persistTo];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    env: environment,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the local D1 cannot be migrated:\n${stdout}\n${stderr}`);
}

/** Starts `wrangler dev` on a port and waits until it answers; returns null where another process took the port meanwhile. */
async function launch(
  { envFile, persistTo, logFile, args = [] }: WorkerOptions,
  port: number,
): Promise<LocalWorker | null> {
  const log = openSync(logFile, 'a');
  const before = fstatSync(log).size;
  const own = ['dev', '--ip', '127.0.0.1', '--port', String(port), '--env-file', envFile, '--persist-to', persistTo];
  // A process group of its own, so that a signal ends workerd too.
  const child = spawn(process.execPath, [WRANGLER, ...own, '--inspector-port', String(await freePort(0)), ...args], {
    cwd: ROOT,
    env: environment,
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (signal: NodeJS.Signals) => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, signal);
    await ended;
  };
  const output = () => readFileSync(logFile).subarray(before).toString();
  for (const until = Date.now() + READY_MS; Date.now() < until && child.exitCode === null; await sleep(150)) {
    // Until it prints this line, another process answers at the port.
    const answer = output().includes(`Ready on ${url}`) ? await fetch(`${url}/healthz`).catch(() => null) : null;
    if (answer?.ok) return { url, process: child, stop };
    if (answer) throw new Error(`the Worker is not ready: ${await answer.text()}`);
  }
  await stop('SIGKILL');
  if (output().includes('Address already in use')) return null;
  throw new Error(`the Worker does not start:\n${output().slice(-3_000)}`);
}

/** Starts the Worker under `wrangler dev` and waits until it answers; its output goes to the log file. */
export async function startWorker(options: WorkerOptions): Promise<LocalWorker> {
  for (const wanted of [8787, 0, 0]) {
    const worker = await launch(options, await freePort(wanted));
    if (worker) return worker;
  }
  throw new Error('no free port for the Worker');
}

/** Calls the scheduled handler, which nothing else calls locally. A Worker that is down is not an error. */
export async function runCron(url: string): Promise<void> {
  await fetch(`${url}/cdn-cgi/handler/scheduled`).catch(() => undefined);
}
