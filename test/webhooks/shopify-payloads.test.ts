import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import worker from '../../src/index';
import { parseExactJson } from '../../src/shared/json/parse-exact-json';
import { queuedOrder } from '../support/queued-order';
import { shopifyOrder, shopifyOrderJson } from '../support/shopify-order';
import { newOrderNumber, newShopifyScene, type ShopifyScene } from '../support/shopify-scene';

/** Samples from Shopify's documentation and from production; empty without the folder of samples. */
const samples = inject('samples').shopify;

let shop: ShopifyScene;
beforeAll(async () => {
  shop = await newShopifyScene();
});

/** Delivers payloads to the consumer as a batch. Returns the number of retried messages. */
async function consume(payloads: string[]): Promise<number> {
  const batch = createMessageBatch(
    'inbound',
    payloads.map((payload) => queuedOrder(shop, payload)),
  );
  const context = createExecutionContext();
  await worker.queue(batch, env, context);
  return (await getQueueResult(batch, context)).retryMessages.length;
}

const STRANGE = [undefined, 'x'.repeat(5_000)];
const STRANGER = [...STRANGE, null, '', -1, 1e308, true, [null, 1, 'x', [[]]], { amount: {} }, '\ud800'];

/** Returns every path in a value, down to three levels, with only the first element of each list. */
function placesOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (path.length === 3 || typeof value !== 'object' || value === null) return [path];
  const keys = Array.isArray(value) ? (value.length > 0 ? [0] : []) : Object.keys(value);
  return [path, ...keys.flatMap((key) => placesOf((value as Record<string, unknown>)[key], [...path, key]))];
}

function changed(value: any, [key, ...rest]: (string | number)[], instead: unknown): any {
  if (key === undefined) return instead;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  if (rest.length === 0 && instead === undefined) delete copy[key];
  else copy[key] = changed(copy[key], rest, instead);
  return copy;
}

test('a payload with any member removed, retyped, null or huge is processed or kept', async () => {
  const order = shopifyOrder(newOrderNumber());
  const places = placesOf(order).filter((path) => path.length > 0);
  expect(places.length).toBeGreaterThan(80);
  const texts = places.flatMap((path) =>
    (path.length === 1 ? STRANGER : STRANGE).map((instead) => shopifyOrderJson(changed(order, path, instead))),
  );
  for (const text of texts.filter((_, i) => i % 40 === 0)) expect((await shop.webhook(text)).status).toBe(200);
  let again = 0;
  for (let i = 0; i < texts.length; i += 100) again += await consume(texts.slice(i, i + 100));
  expect(again).toBe(0);
  const row = await env.DB.prepare(
    "select sum(state = 'applied') as applied, count(*) as total from events where account_id = ?",
  )
    .bind(shop.accountId)
    .first<{ applied: number; total: number }>();
  expect(row?.total).toBeGreaterThanOrEqual(texts.length);
  expect(row?.applied).toBeGreaterThan(texts.length * 0.8);
}, 60_000);

describe.runIf(Object.keys(samples).length > 0)('Shopify’s samples', () => {
  const names = Object.keys(samples);

  test('each gets 200 and is processed or kept', async () => {
    const own = await newShopifyScene();
    for (const name of names) {
      const { status } = await own.webhook(samples[name] ?? '', { headers: { 'x-shopify-topic': 'orders/create' } });
      expect([name, status]).toEqual([name, 200]);
    }
    const distinct = new Set(Object.values(samples)).size;
    const events = await own.waitForWebhooks(distinct);
    const orders = await own.orders();
    const applied = events.filter(({ state }) => state === 'applied');
    expect(applied.length).toBeGreaterThanOrEqual(9);
    expect(new Set(orders.map(({ order_id }) => order_id)).size).toBe(orders.length);
    const cod = orders.find(({ order_number }) => order_number === 'PG1263');
    expect(cod).toMatchObject({ payment_method: 'cod', currency: 'INR', total: '394.00', user_key: '+919000000001' });
    const sixty = orders.find(({ items }) => items.length === 60);
    const text = samples['derived-orders-create-60-line-items-ids-above-2p53'] ?? '';
    for (const { id } of sixty.items) expect(text).toContain(`"${id}"`);
  });

  test('no id is rounded', () => {
    for (const text of Object.values(samples)) {
      const written = JSON.stringify(parseExactJson(text));
      for (const [digits] of text.matchAll(/(?<=[:[\s])\d{16,}(?=[,\s}\]])/g)) expect(written).toContain(`"${digits}"`);
    }
  });
});
