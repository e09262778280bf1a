import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { until } from '../support/scene';
import { shopifyOrder } from '../support/shopify-order';
import { newOrderNumber, newShopifyScene, type ShopifyScene } from '../support/shopify-scene';

const HOUR_MS = 3_600_000;

const FLOW = {
  steps: [
    { id: 'see', do: 'set', variables: { seen: '{{ shipment.tracking_number }} {{ shipment.carrier }}' } },
    { id: 'done', do: 'end', outcome: 'ok' },
  ],
};

/** Returns the body of fulfillments/create or /update. The id of the order is written exactly, as a number. */
const fulfillment = (orderNumber: string, more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    id: 5410287730946,
    order_id: 0,
    status: 'success',
    shipment_status: null,
    tracking_company: 'Poste Italiane',
    tracking_number: 'XX990000017',
    tracking_numbers: ['XX990000017'],
    updated_at: new Date(Date.now() - HOUR_MS).toISOString(),
    ...more,
  }).replace('"order_id":0', `"order_id":${orderNumber}`);

const fulfillmentEvent = (orderNumber: string, more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    id: 29873340000001,
    fulfillment_id: 5410287730946,
    order_id: 0,
    status: 'attempted_delivery',
    happened_at: new Date(Date.now() - HOUR_MS / 2).toISOString(),
    ...more,
  }).replace('"order_id":0', `"order_id":${orderNumber}`);

const report = (shop: ShopifyScene, body: string, topic: string, headers: Record<string, string> = {}) =>
  shop.webhook(body, { action: 'shipment', headers: { 'x-shopify-topic': topic, ...headers } });

const shipmentEvents = (shop: ShopifyScene, count: number) =>
  until(async () => {
    const { body } = await shop.as('GET', '/v1/inbound_events?type=inbound.shipment&limit=100');
    if (body.data.length < count) throw new Error(`${body.data.length} of ${count} webhooks are processed`);
    return body.data as any[];
  });

const statesOf = async ({ accountId }: ShopifyScene) =>
  (
    await env.DB.prepare('select order_id, state, attempts, event_count from shipments where account_id = ?')
      .bind(accountId)
      .all()
  ).results;

async function shopWithOrder() {
  const shop = await newShopifyScene();
  const number = newOrderNumber();
  await shop.webhook(shopifyOrder(number));
  await shop.waitForWebhooks(1);
  return { shop, number };
}

test('a fulfillment and its events start flows about an order whose id is above 2^53', async () => {
  const { shop, number } = await shopWithOrder();
  await shop.saveFlow({ ...FLOW, trigger: { on: 'shipment.attempt_failed' } }, 'attempt');
  await report(shop, fulfillment(number), 'fulfillments/create');
  await shipmentEvents(shop, 1);
  const answer = await report(shop, fulfillmentEvent(number), 'fulfillment_events/create');
  expect([answer.status, answer.body]).toEqual([200, '']);
  const [event] = await shipmentEvents(shop, 2);
  expect(event).toMatchObject({
    state: 'applied',
    about: { source: 'shopify', topic: 'fulfillment_events/create', order_id: `gid://shopify/Order/${number}` },
  });
  const [run, ...others] = await shop.runs('attempt');
  expect(others).toEqual([]);
  expect(run.object).toEqual({ type: 'order', id: `gid://shopify/Order/${number}` });
  expect((await shop.waitForStatus(run.request_id, 'completed')).variables).toEqual({
    seen: 'XX990000017 Poste Italiane',
  });
  await report(shop, fulfillmentEvent(number), 'fulfillment_events/create');
  await report(shop, fulfillmentEvent(number), 'FULFILLMENT_EVENTS_DELETE');
  await shipmentEvents(shop, 3);
  expect(await shop.runs('attempt')).toHaveLength(1);
  expect(await statesOf(shop)).toMatchObject([{ state: 'announced', attempts: 0 }]);
});

test('the deletion of an event of a fulfillment that never came is no shipment', async () => {
  const { shop, number } = await shopWithOrder();
  await report(shop, fulfillmentEvent(number), 'fulfillment_events/delete');
  await shipmentEvents(shop, 1);
  expect((await shop.as('GET', '/v1/shipments')).body.data).toEqual([]);
});

test('a fulfillment that comes before its order is applied when the order comes', async () => {
  const shop = await newShopifyScene();
  const number = newOrderNumber();
  await shop.saveFlow({ ...FLOW, trigger: { on: 'shipment.out_for_delivery' } }, 'out');
  await report(shop, fulfillment(number, { shipment_status: 'out_for_delivery' }), 'fulfillments/update');
  const [event] = await shipmentEvents(shop, 1);
  expect(event).toMatchObject({ state: 'kept', about: { reason: 'unknown_order' } });
  await shop.webhook(shopifyOrder(number));
  await until(async () => expect(await shop.runs('out')).toHaveLength(1));
  expect(await statesOf(shop)).toMatchObject([
    { order_id: `gid://shopify/Order/${number}`, state: 'out_for_delivery' },
  ]);
});

test('another topic gets 422, a wrong signature 401, and a key of shipments alone 403', async () => {
  const { shop, number } = await shopWithOrder();
  const text = fulfillment(number);
  const made = await shop.as('POST', '/v1/keys', { name: 'x', scopes: ['webhook:shipments'] });
  const answers = [
    await report(shop, text, 'orders/create'),
    await shop.webhook(text, {
      action: 'shipment',
      secret: 'another',
      headers: { 'x-shopify-topic': 'fulfillments/create' },
    }),
    await shop.webhook(text, { action: 'shipment', query: { api_key: made.body.api_key } }),
    await shop.webhook(text, { action: 'creation', headers: { 'x-shopify-topic': 'fulfillments/create' } }),
  ];
  expect(answers.map(({ status, body }) => [status, body.errors?.[0]?.code ?? body.code])).toEqual([
    [422, 'topic_mismatch'],
    [401, 'invalid_signature'],
    [403, 'missing_scope'],
    [422, 'topic_mismatch'],
  ]);
});
