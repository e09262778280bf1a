import { createHmac } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callJson, eventually } from '../scripts/local/api.ts';
import { writeSettings } from '../scripts/local/settings.ts';
import { migrate, startWorker } from '../scripts/local/worker.ts';
import { startMeta } from '../test/standins/meta.ts';
import { startShopify } from '../test/standins/shopify.ts';
import { shopifyOrder, shopifyText } from '../test/support/shopify-order.ts';

/*
 * A burst of webhooks as Shopify sends it: each must be answered 200 well within Shopify's 5 s, and each order be in D1
 * once. The dev server's proxy between is part of what is measured, so the floor is a burst of calls that do nothing.
 */
const WEBHOOKS = 1_000;
const AT_ONCE = 50;
const TARGET_P99_MS = 500;
const SECRET = 'webhook-secret-of-the-bench';

const [meta, shopify] = await Promise.all([startMeta(), startShopify()]);
const folder = mkdtempSync(join(tmpdir(), 'aisac-bench-'));
const place = {
  envFile: join(folder, 'settings.env'),
  persistTo: join(folder, 'state'),
  logFile: join(folder, 'worker.log'),
};
const { ADMIN_TOKEN } = writeSettings(place.envFile, { meta: meta.url, shopify: shopify.url });
migrate(place.persistTo);
const worker = await startWorker(place);

const percentile = (sorted: number[], share: number): number =>
  sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0;

/** Makes calls, so many at once, and gives how long each took, in order, and how they were answered. */
async function burst(calls: Request[]): Promise<{ ms: number[]; statuses: Record<number, number> }> {
  const statuses: Record<number, number> = {};
  const ms: number[] = [];
  const waiting = calls.values();
  const caller = async (): Promise<void> => {
    for (const call of waiting) {
      const started = performance.now();
      const answer = await fetch(call);
      await answer.arrayBuffer();
      ms.push(performance.now() - started);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  return { ms: ms.toSorted((a, b) => a - b), statuses };
}

async function countOrders(headers: Record<string, string>): Promise<number> {
  let count = 0;
  let page = '';
  for (;;) {
    const { data, next_cursor } = await callJson('GET', `${worker.url}/v1/orders?limit=100${page}`, { headers });
    count += data.length;
    if (next_cursor === null) return count;
    page = `&cursor=${next_cursor}`;
  }
}

try {
  const admin = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const { api_key } = await callJson('POST', `${worker.url}/admin/accounts`, { headers: admin, body: { name: 'b' } });
  const headers = { 'x-api-key': api_key };
  const { id_store } = await callJson('POST', `${worker.url}/v1/stores`, {
    headers,
    body: {
      name: 'Shop',
      kind: 'shopify',
      shopify_store_name: 'bench',
      shopify_token_app: 'shpat_bench',
      shopify_webhook_secret: SECRET,
    },
  });
  const address = `${worker.url}/webhook/shopify/?api_key=${api_key}&action=creation&id_store=${id_store}`;
  const bodies = Array.from({ length: WEBHOOKS }, (_, i) =>
    shopifyText(shopifyOrder(String(820_982_911_946n * 1_000_000n + BigInt(i)))),
  );
  const signed = (body: string) => ({
    'content-type': 'application/json',
    'x-shopify-hmac-sha256': createHmac('sha256', SECRET).update(body).digest('base64'),
    'x-shopify-topic': 'orders/create',
  });
  const floor = await burst(bodies.map(() => new Request(`${worker.url}/healthz`)));
  const started = performance.now();
  const { ms, statuses } = await burst(
    bodies.map((body) => new Request(address, { method: 'POST', headers: signed(body), body })),
  );
  const took = performance.now() - started;
  const orders = await eventually(
    'all orders in D1',
    async () => {
      const count = await countOrders(headers);
      return count >= WEBHOOKS ? count : null;
    },
    120_000,
  );
  const settled = performance.now() - started;
  const p99 = percentile(ms, 0.99);
  console.log(`${WEBHOOKS} webhooks, ${AT_ONCE} at once, in ${Math.round(took)} ms: ${JSON.stringify(statuses)}`);
  for (const [name, sorted] of [
    ['floor', floor.ms],
    ['webhook', ms],
  ] as const) {
    console.log(
      `${name}: p50 ${Math.round(percentile(sorted, 0.5))} ms  p99 ${Math.round(percentile(sorted, 0.99))} ms`,
    );
  }
  console.log(`p99 of the webhooks: at most ${TARGET_P99_MS} ms`);
  console.log(`${orders} orders in D1 after ${Math.round(settled)} ms`);
  if (p99 > TARGET_P99_MS || orders !== WEBHOOKS || statuses[200] !== WEBHOOKS) process.exitCode = 1;
} finally {
  await worker.stop('SIGKILL');
  await Promise.all([meta.close(), shopify.close()]);
}
