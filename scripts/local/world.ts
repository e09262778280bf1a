import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMerchant } from '../../test/standins/merchant.ts';
import { startMeta } from '../../test/standins/meta.ts';
import { startShopify } from '../../test/standins/shopify.ts';
import { writeSettings } from './settings.ts';
import { type LocalWorker, migrate, runCron, startWorker } from './worker.ts';

export type World = {
  meta: string;
  merchant: string;
  shopify: string;
  adminToken: string;
  /** For what a script keeps beside the Worker's own state. */
  folder: string;
  /** The Worker as it is now: a kill puts another in its place. */
  worker(): LocalWorker;
  /** Kills the Worker with -9 and starts it again on the same state. */
  kill(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * The Worker on an empty D1, with the stand-ins and a cron that runs every so many ms; all of it is gone after `stop`.
 * `moreOf` gives what `wrangler dev` gets besides at each start, counted from 0.
 */
export async function startWorld({
  cronMs,
  moreOf = () => [],
}: {
  cronMs: number;
  moreOf?: (start: number) => string[];
}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'aisac-'));
  const place = {
    envFile: join(folder, 'settings.env'),
    persistTo: join(folder, 'state'),
    logFile: join(folder, 'worker.log'),
  };
  const standins = await Promise.all([startMeta(), startMerchant(), startShopify()]);
  const [meta, merchant, shopify] = standins;
  const { ADMIN_TOKEN } = writeSettings(place.envFile, { meta: meta.url, shopify: shopify.url });
  migrate(place.persistTo);
  let starts = 0;
  const start = () => startWorker({ ...place, more: moreOf(starts++) });
  let worker = await start();
  const cron = setInterval(() => void runCron(worker.url), cronMs);
  return {
    meta: meta.url,
    merchant: merchant.url,
    shopify: shopify.url,
    adminToken: ADMIN_TOKEN,
    folder,
    worker: () => worker,
    async kill() {
      await worker.stop('SIGKILL');
      worker = await start();
    },
    async stop() {
      clearInterval(cron);
      await Promise.all([worker.stop('SIGKILL'), ...standins.map((standin) => standin.close())]);
    },
  };
}
