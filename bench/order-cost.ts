import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import codFlow from '../flows/cod-confirmation.json' with { type: 'json' };
import { callJson, eventually, phone } from '../scripts/local/api.ts';
import { startMeta } from '../test/standins/meta.ts';
import { startShopify } from '../test/standins/shopify.ts';
import { shopifyOrder, shopifyOrderJson } from '../test/support/shopify-order.ts';
import { benchSecrets, startDirectWorker } from './support/direct-worker.ts';
import { startMeasured } from './support/measured-worker.ts';
import { METERED } from './support/metered.ts';

/*
 * What an order costs of all that Cloudflare bills: from the shop's webhook through the question by WhatsApp, three
 * statuses and the customer's answer to the change in the shop, played by the built Worker. Written to the file that the
 * simulation reads.
 */
const FILE = join(import.meta.dirname, '../scripts/sim/measured.json');
const TOGETHER = 50;
const NUMBER = '106540352242922';
const WABA = '102290129340398';
const TOKEN = 'EAAG-bench-token';
const SECRET = 'be4c4a44b5ec4e700000000000000002';
const STATUSES = ['sent', 'delivered', 'read'];
const SHOP = 'bench';
const SHOP_TOKEN = 'shpat_0123456789abcdef0123456789abcdef';

type Meter = Record<string, number>;
const minus = (after: Meter, before: Meter, by: number): Meter =>
  Object.fromEntries(Object.entries(after).map(([name, value]) => [name, (value - (before[name] ?? 0)) / by]));

const secrets = benchSecrets();
const standins = await Promise.all([startMeta(), startShopify()]);
const [meta, shopify] = standins;
let logLines = 0;
const { worker, cpuMs } = await startMeasured(() =>
  startDirectWorker(
    {
      ...secrets,
      META_GRAPH_URL: meta.url,
      SHOPIFY_ADMIN_URL: `${shopify.url}/{store}`,
      ALLOW_PRIVATE_ENDPOINTS: 'true',
    },
    {
      around: METERED,
      hear(line) {
        // The Worker's own; what the meter says comes on top in this bench only.
        if (!line.includes('"batch_done"') && !line.includes('"run_ended"')) logLines += 1;
      },
    },
  ),
);
const at = (path: string) => new URL(path, worker.url).toString();
const meter = async (): Promise<Meter> => ({
  ...(await callJson('GET', at('/__meter'))),
  cpu_ms: cpuMs(),
  log_lines: logLines,
});

try {
  const { api_key } = await callJson('POST', at('/admin/accounts'), {
    headers: { authorization: `Bearer ${secrets.ADMIN_TOKEN}` },
    body: { name: 'Banco', price_list: { 'flow.run': '0.0500', 'message.utility': '0.0300', push: '0.0010' } },
  });
  const headers = { 'x-api-key': api_key };
  const { id_store } = await callJson('POST', at('/v1/stores'), {
    headers,
    body: {
      name: 'Shop',
      kind: 'shopify',
      shopify_store_name: SHOP,
      shopify_token_app: SHOP_TOKEN,
      shopify_webhook_secret: SECRET,
    },
  });
  await callJson('POST', at('/v1/channels'), {
    headers,
    body: { name: 'WhatsApp', phone_number_id: NUMBER, waba_id: WABA, access_token: TOKEN, app_secret: SECRET },
  });
  await callJson('PUT', at('/v1/flows/cod-confirmation'), { headers, body: codFlow });
  const line = phone(meta.url, NUMBER);
  await line.tell({ token: TOKEN, app_secret: SECRET, waba_id: WABA, webhook_url: at('/webhook/facebook/') });
  const db = await worker.mf.getD1Database('DB');
  const count = async (status: string): Promise<number> => {
    const sql = 'select count(*) as n from requests where status = ?';
    return (await db.prepare(sql).bind(status).first<{ n: number }>())?.n ?? 0;
  };
  const bytes = async (): Promise<number> => (await db.prepare('select 1').all()).meta.size_after;
  let number = 5_000_000_000_000n;
  let ended = 0;
  let seen = 0;
  const quiet = () => new Promise((resolve) => setTimeout(resolve, 1_500));

  /** So many orders at once, from their webhooks to their ends; the phases' costs of one order. */
  async function play(orders: number): Promise<Record<string, Meter>> {
    const ids = Array.from({ length: orders }, () => String((number += 1n)));
    const phoneOf = (id: string) => `+39333${id.slice(-7)}`;
    await callJson('PUT', `${shopify.url}/_control/shopify/${SHOP}`, {
      body: { token: SHOP_TOKEN, orders: Object.fromEntries(ids.map((id) => [id, { phone: phoneOf(id) }])) },
    });
    const phases: Record<string, Meter> = {};
    const phase = async (name: string, work: () => Promise<void>): Promise<void> => {
      const before = await meter();
      await work();
      await quiet();
      phases[name] = minus(await meter(), before, orders);
    };

    await phase('asked', async () => {
      await Promise.all(
        ids.map(async (id) => {
          const order = shopifyOrder(id, { phone: phoneOf(id), payment_gateway_names: ['Cash on Delivery (COD)'] });
          const body = shopifyOrderJson(order);
          const query = `api_key=${api_key}&action=creation&id_store=${id_store}`;
          const { status } = await fetch(at(`/webhook/shopify/?${query}`), {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              'x-shopify-hmac-sha256': createHmac('sha256', SECRET).update(body).digest('base64'),
              'x-shopify-topic': 'orders/create',
              'x-shopify-webhook-id': randomUUID(),
            },
            body,
          });
          assert.equal(status, 200);
        }),
      );
      const asked = async () => ((await count('waiting')) === orders ? true : null);
      await eventually('the questions', asked, 120_000);
    });
    const sent = (await line.sent()).slice(seen);
    seen += sent.length;
    assert.equal(sent.length, orders);
    for (const status of STATUSES) {
      await phase(status, async () => {
        for (const { wamid, body } of sent) {
          const callback = body.biz_opaque_callback_data;
          assert.deepEqual(await line.status({ wamid, status, callback }), [200]);
        }
      });
    }
    await phase('answered', async () => {
      for (const { wamid, body } of sent) {
        const buttons = body.template.components.filter(({ type }: { type: string }) => type === 'button');
        const { payload } = buttons[0].parameters[0];
        const from = String(body.to).replace('+', '');
        const button = { payload, text: 'Confermo' };
        assert.deepEqual(await line.reply({ from, context_wamid: wamid, button }), [200]);
      }
      ended += orders;
      await eventually('the ends', async () => ((await count('completed')) === ended ? true : null), 300_000);
    });
    return phases;
  }

  // The first order reads what every later one finds in the isolate.
  await play(1);
  const alone = await play(1);
  const before = await bytes();
  const together = await play(TOGETHER);
  const d1Bytes = Math.round(((await bytes()) - before) / TOGETHER);
  const { calls } = await callJson('GET', `${shopify.url}/_control/shopify/${SHOP}`);
  const points = calls.map(({ query, cost }: { query: string; cost: { actual: number } }) => ({
    isWrite: query.trimStart().startsWith('mutation'),
    actual: cost.actual,
  }));
  const pointsOf = (isWrite: boolean): number =>
    points
      .filter((call: { isWrite: boolean }) => call.isWrite === isWrite)
      .reduce((sum: number, { actual }: { actual: number }) => sum + actual, 0) /
    (TOGETHER + 2);
  const pushes = await db.prepare('select state, count(*) as n from pushes group by state').all();
  assert.deepEqual(pushes.results, [{ state: 'delivered', n: TOGETHER + 2 }]);
  const measured = {
    d1_bytes: d1Bytes,
    shopify_points: { read: pointsOf(false), write: pointsOf(true) },
    orders_together: TOGETHER,
    alone,
    together,
  };
  for (const [name, phases] of Object.entries({ alone, together })) {
    const names = Object.keys(phases);
    console.log(`\n${name.padEnd(22)}${[...names, 'an order'].map((each) => each.padStart(11)).join('')}`);
    for (const member of Object.keys(phases.asked ?? {})) {
      const values = names.map((each) => phases[each]?.[member] ?? 0);
      const all = [...values, values.reduce((sum, value) => sum + value, 0)];
      if (all.some((value) => value !== 0)) {
        console.log(member.padEnd(22) + all.map((value) => String(Number(value.toFixed(2))).padStart(11)).join(''));
      }
    }
  }
  console.log(`\nD1 grows by ${d1Bytes} bytes an order`);
  writeFileSync(FILE, `${JSON.stringify(measured, null, 2)}\n`);
} finally {
  await worker.stop();
  await Promise.all(standins.map((standin) => standin.close()));
}
