import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMerchant } from '../../test/standins/merchant.ts';
import { startMeta } from '../../test/standins/meta.ts';
import { startQapla } from '../../test/standins/qapla.ts';
import type { Watch } from '../../test/standins/server.ts';
import { startShopify } from '../../test/standins/shopify.ts';
import { writeSettings } from './settings.ts';
import { type LocalWorker, migrate, runCron, startWorker } from './worker.ts';

/** The stand-ins, by the names in their output. */
const STANDINS = { meta: startMeta, merchant: startMerchant, shopify: startShopify, qapla: startQapla };
type Name = keyof typeof STANDINS;

/** The addresses of the stand-ins, and the Worker with its state. */
export type World = Record<Name, string> & {
  adminToken: string;
  /** The folder of the Worker's state, settings and log. A script may store its own files here. */
  folder: string;
  logFile: string;
  /** The Worker that runs now; a kill replaces it. */
  worker(): LocalWorker;
  /** Kills the Worker with -9 and starts it again on the same state. */
  kill(): Promise<void>;
  stop(signal?: NodeJS.Signals): Promise<void>;
};

/** Reads the ports of an earlier start, so that addresses stored in the local D1 stay valid. */
function lastPorts(file: string): Partial<Record<Name, number>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

/**
 * Starts the stand-ins and the Worker, and calls its scheduled handler every `cronMs`. Without a `folder` the D1 is empty;
 * with one, state, secrets and ports of an earlier start are kept. `workerArgs` returns further arguments of `wrangler dev`
 * for each start, counted from 0.
 */
export async function startWorld({
  cronMs,
  folder = mkdtempSync(join(tmpdir(), 'aisac-')),
  workerArgs = () => [],
  watch,
}: {
  cronMs: number;
  folder?: string;
  workerArgs?: (start: number) => string[];
  watch?: (standin: Name) => Watch;
}): Promise<World> {
  mkdirSync(folder, { recursive: true });
  const files = {
    envFile: join(folder, 'settings.env'),
    persistTo: join(folder, 'state'),
    logFile: join(folder, 'worker.log'),
  };
  const portsFile = join(folder, 'ports.json');
  const ports = lastPorts(portsFile);
  const start = (name: Name) => STANDINS[name]({ port: ports[name], watch: watch?.(name) });
  const standins = await Promise.all([start('meta'), start('merchant'), start('shopify'), start('qapla')]);
  const [meta = '', merchant = '', shopify = '', qapla = ''] = standins.map(({ url }) => url);
  const portOf = (url: string): number => Number(new URL(url).port);
  writeFileSync(
    portsFile,
    JSON.stringify({ meta: portOf(meta), merchant: portOf(merchant), shopify: portOf(shopify), qapla: portOf(qapla) }),
  );
  const { ADMIN_TOKEN } = writeSettings(files.envFile, { meta, shopify, qapla });
  migrate(files.persistTo);
  let starts = 0;
  const launch = () => startWorker({ ...files, args: workerArgs(starts++) });
  let worker = await launch();
  const cron = setInterval(() => void runCron(worker.url), cronMs);
  return {
    meta,
    merchant,
    shopify,
    qapla,
    adminToken: ADMIN_TOKEN,
    folder,
    logFile: files.logFile,
    worker: () => worker,
    async kill() {
      await worker.stop('SIGKILL');
      worker = await launch();
    },
    async stop(signal = 'SIGKILL') {
      clearInterval(cron);
      await Promise.all([worker.stop(signal), ...standins.map((standin) => standin.close())]);
    },
  };
}
