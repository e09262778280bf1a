import assert from 'node:assert/strict';
import { callJson, phone } from '../../scripts/local/api.ts';
import { startMerchant } from '../../test/standins/merchant.ts';
import { startMeta } from '../../test/standins/meta.ts';
import { startShopify } from '../../test/standins/shopify.ts';
import { NUMBER, SECRET, TOKEN } from './account.ts';
import { benchSecrets, type DirectWorker, startDirectWorker } from './direct-worker.ts';
import { startMeasured } from './measured-worker.ts';

export type Meter = Record<string, number>;
type Line = ReturnType<typeof phone>;

export const difference = (after: Meter, before: Meter, divisor: number): Meter =>
  Object.fromEntries(Object.entries(after).map(([name, value]) => [name, (value - (before[name] ?? 0)) / divisor]));

/** Starts the metered Worker beside the stand-ins; the meter also counts CPU time and lines of log. */
export async function startMetered({ persistTo }: { persistTo?: string } = {}) {
  const secrets = benchSecrets();
  const standins = await Promise.all([startMeta(), startMerchant(), startShopify()]);
  const [meta, merchant, shopify] = standins.map(({ url }) => url) as [string, string, string];
  const settings = {
    ...secrets,
    META_GRAPH_URL: meta,
    SHOPIFY_ADMIN_URL: `${shopify}/{store}`,
    ALLOW_PRIVATE_ENDPOINTS: 'true',
  };
  let logLines = 0;
  const onLog = (line: string): void => {
    // Without the lines of the meter itself.
    if (!line.includes('"batch_done"') && !line.includes('"run_ended"')) logLines += 1;
  };
  const { worker, db, cpuMs } = await startMeasured(() =>
    startDirectWorker(settings, { metered: true, persistTo, onLog }),
  );
  return {
    worker,
    db,
    meta,
    merchant,
    shopify,
    adminToken: secrets.ADMIN_TOKEN,
    at: (path: string) => new URL(path, worker.url).toString(),
    meter: async (): Promise<Meter> => ({
      ...(await callJson('GET', new URL('/__meter', worker.url).toString())),
      cpu_ms: cpuMs(),
      log_lines: logLines,
    }),
    /** Returns the column `n` of a query's first row. */
    count: async (sql: string): Promise<number> => Number((await db.prepare(sql).first<{ n: number }>())?.n),
    stop: () => Promise.all([worker.stop(), ...standins.map((standin) => standin.close())]),
  };
}

/** Connects the Meta stand-in to the Worker for the bench's number. */
export async function connectNumber({ meta, worker }: { meta: string; worker: DirectWorker }): Promise<Line> {
  const line = phone(meta, NUMBER.phone_number_id);
  const webhook_url = new URL('/webhook/facebook/', worker.url).toString();
  await line.tell({ token: TOKEN, app_secret: SECRET, waba_id: NUMBER.waba_id, webhook_url });
  return line;
}

/** Presses the first button of a question as the customer. */
export async function pressConfirm(line: Line, { wamid, body }: { wamid: string; body: any }): Promise<void> {
  const button = body.template.components.find(({ type }: { type: string }) => type === 'button');
  const { payload } = button.parameters[0];
  const from = String(body.to).replace('+', '');
  const statuses = await line.reply({ from, context_wamid: wamid, button: { payload, text: 'Confermo' } });
  assert.deepEqual(statuses, [200]);
}
