import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import worker from '../../src/index';
import { formatInstant } from '../../src/shared/time/time-zone';
import { queuedOrder } from '../support/queued-order';
import { runCron, until } from '../support/scene';
import { orderInstant, shopifyOrder, shopifyOrderJson } from '../support/shopify-order';
import { newOrderNumber, newShopifyScene, type ShopifyScene } from '../support/shopify-scene';

const end = [{ id: 'done', do: 'end', outcome: 'ok' }];
const pause = [{ id: 'pause', do: 'wait', for: '1d' }, ...end];
/** Returns the names of the started flows. */
const flowsOf = async (shop: ShopifyScene): Promise<string[]> =>
  (await shop.runs()).map((run): string => run.flow).toSorted();
/** Returns the time of a change, this many seconds after the order arrived. */
const at = (seconds: number) => ({ updated_at: orderInstant(1 + seconds) });
/** Converts a timestamp of the shop to the form of the API. */
const inRome = (instant: string): string => formatInstant(Date.parse(instant), 'Europe/Rome');

describe('a new order', () => {
  test('is stored with exact ids and starts every matching flow, without the orders feature', async () => {
    const shop = await newShopifyScene({ features: [] });
    await shop.saveFlow({ trigger: { on: 'order.created' }, steps: end }, 'all');
    const when =
      "order.payment_method == 'cod' and order.tags contains 'vip' and order.attributes.consegna == 'mattina'";
    await shop.saveFlow({ trigger: { on: 'order.created', when }, steps: end }, 'cod');
    await shop.saveFlow({ trigger: { on: 'order.created', when: 'order.total > 60' }, steps: end }, 'dear');
    const id = '820982911946154508';
    expect((await shop.webhook(shopifyOrder(id))).status).toBe(200);
    await shop.waitForWebhooks(1);
    const [order] = await shop.orders();
    expect(order).toMatchObject({
      id: expect.stringMatching(/^ord_/),
      source: 'shopify',
      order_id: `gid://shopify/Order/${id}`,
      id_store: shop.shopId,
      order_number: '#4508',
      number: '4508',
      user_key: '+393331234567',
      phone: '+393331234567',
      customer: {
        id: `gid://shopify/Customer/${id}9`,
        first_name: 'Ada',
        last_name: 'Rossi',
        email: 'Ada@Example.it',
        phone: '+393331234567',
        language: 'it-IT',
      },
      currency: 'EUR',
      total: '59.90',
      payment_method: 'cod',
      payment_gateways: ['Contrassegno'],
      tags: ['vip', 'cod'],
      attributes: { consegna: 'mattina' },
      note: 'Citofonare Rossi',
      discount_codes: ['BENVENUTO'],
      shipping: [{ title: 'Corriere', code: 'std', price: '4.90' }],
      subtotal: '55.00',
      total_shipping: '4.90',
      outstanding: '59.90',
      financial_status: 'pending',
      fulfillment_status: 'unfulfilled',
      cancelled_at: null,
      placed_at: inRome(orderInstant(0)),
      updated_at: inRome(orderInstant(1)),
      items: [
        {
          id: `gid://shopify/LineItem/${id}1`,
          sku: 'MAGLIA-M',
          name: 'Maglia - M',
          variant: 'M',
          quantity: 2,
          unit_price: '30.00',
          total_discount: '5.00',
        },
      ],
    });
    expect(order.shipping_address).toMatchObject({ country: 'IT', phone: '+393331234567', zip: '20100' });
    const runs = await shop.runs();
    expect(await flowsOf(shop)).toEqual(['all', 'cod']);
    for (const { request_id } of runs) {
      const run = await shop.waitForStatus(request_id, 'completed');
      expect(run).toMatchObject({ user_key: '+393331234567', object: { type: 'order', id: order.order_id } });
    }
    const answer = await shop.as('GET', `/v1/orders/${order.id}`);
    expect(answer.body).toEqual(order);
  });

  test('is processed once, by the webhook id and by its content', async () => {
    const shop = await newShopifyScene();
    await shop.saveFlow({ trigger: { on: 'order.updated' }, steps: end }, 'updated');
    const [one, other] = [shopifyOrder(newOrderNumber()), shopifyOrder(newOrderNumber())];
    const headers = { 'x-shopify-webhook-id': 'the-same' };
    await Promise.all([1, 2, 3].map(() => shop.webhook(one, { action: 'update', headers })));
    await shop.waitForWebhooks(1);
    await shop.webhook(one, { action: 'update' });
    await shop.webhook({ ...one, note: 'another text under the same id' }, { action: 'update', headers });
    await shop.webhook(one, { action: 'payment' });
    await shop.webhook(other, { action: 'update' });
    await shop.waitForWebhooks(3);
    expect(await shop.runs('updated')).toHaveLength(2);
    expect((await shop.orders()).map(({ note }) => note)).toEqual(['Citofonare Rossi', 'Citofonare Rossi']);
  });

  test("Shopify's test webhook is recorded and starts nothing", async () => {
    const shop = await newShopifyScene();
    await shop.saveFlow({ trigger: { on: 'order.created' }, steps: end }, 'all');
    expect((await shop.webhook(shopifyOrder(newOrderNumber(), { test: true }))).status).toBe(200);
    const [event] = await shop.waitForWebhooks(1);
    expect(event).toMatchObject({
      state: 'kept',
      about: { reason: 'test', action: 'creation', id_store: shop.shopId },
    });
    expect([await shop.orders(), await shop.runs()]).toEqual([[], []]);
  });

  test('over 128 KB and with 500 line items is stored completely', async () => {
    const shop = await newShopifyScene();
    const id = newOrderNumber();
    const [line] = shopifyOrder(id).line_items;
    const line_items = Array.from({ length: 500 }, (_, i) => ({
      ...line,
      id: `@${id}${i + 1_000}@`,
      admin_graphql_api_id: `gid://shopify/LineItem/${id}${i + 1_000}`,
      name: `Maglia «perché» ${i} ${'è'.repeat(200)}`,
    }));
    const order = shopifyOrder(id, { line_items });
    expect(shopifyOrderJson(order).length).toBeGreaterThan(128_000);
    expect((await shop.webhook(order)).status).toBe(200);
    await shop.waitForWebhooks(1);
    const [{ items }] = await shop.orders();
    expect(items).toHaveLength(500);
    expect(items[499].id).toBe(`gid://shopify/LineItem/${id}1499`);
  });
});

describe('a changed order', () => {
  test('is updated by each action, which starts its flows or ends requests', async () => {
    const shop = await newShopifyScene();
    const kinds = ['created', 'updated', 'cancelled', 'fulfilled', 'paid'];
    for (const kind of kinds) await shop.saveFlow({ trigger: { on: `order.${kind}` }, steps: end }, kind);
    await shop.saveFlow(
      { trigger: { on: 'order.created' }, cancel_on: [{ on: 'order.cancelled' }], steps: pause },
      'ask',
    );
    const id = newOrderNumber();
    await shop.webhook(shopifyOrder(id));
    await shop.waitForWebhooks(1);
    const [asked] = await shop.runs('ask');
    await shop.waitForStatus(asked.request_id, 'waiting');
    await shop.webhook(shopifyOrder(id, { ...at(1), tags: 'nuovo', total_price: '70.00' }), { action: 'update' });
    await shop.webhook(shopifyOrder(id, { ...at(2), financial_status: 'paid' }), { action: 'payment' });
    await shop.webhook(shopifyOrder(id, { ...at(3), fulfillment_status: 'fulfilled' }), { action: 'fulfillment' });
    await shop.webhook(shopifyOrder(id, { ...at(4), cancelled_at: at(4).updated_at, cancel_reason: 'customer' }), {
      action: 'cancellation',
    });
    await shop.waitForWebhooks(5);
    const [order, ...none] = await shop.orders();
    expect(none).toEqual([]);
    expect(order).toMatchObject({ cancel_reason: 'customer', cancelled_at: inRome(at(4).updated_at) });
    expect(await flowsOf(shop)).toEqual(['ask', ...kinds].toSorted());
    expect(await shop.request(asked.request_id)).toMatchObject({ status: 'cancelled', outcome: 'order.cancelled' });
  });

  test('has its newest state whatever the order of arrival, and each event counts', async () => {
    const shop = await newShopifyScene();
    for (const on of ['order.created', 'order.updated', 'order.paid'])
      await shop.saveFlow({ trigger: { on }, steps: end }, on.slice(6));
    const id = newOrderNumber();
    await shop.webhook(shopifyOrder(id, { ...at(9), note: 'last', financial_status: 'paid' }), { action: 'payment' });
    await shop.waitForWebhooks(1);
    await shop.webhook(shopifyOrder(id, { ...at(5), note: 'before' }), { action: 'update' });
    await shop.waitForWebhooks(2);
    await shop.webhook(shopifyOrder(id, { ...at(1), note: 'first' }));
    await shop.waitForWebhooks(3);
    expect(await shop.orders()).toMatchObject([{ note: 'last', financial_status: 'paid' }]);
    expect(await flowsOf(shop)).toEqual(['created', 'paid', 'updated']);
  });

  test('is not confirmed if its cancellation arrived first', async () => {
    const shop = await newShopifyScene();
    await shop.saveFlow({ trigger: { on: 'order.created' }, steps: end }, 'created');
    const id = newOrderNumber();
    const cancelled = shopifyOrder(id, { ...at(2), cancelled_at: at(2).updated_at });
    await shop.webhook(cancelled, { action: 'cancellation' });
    await shop.waitForWebhooks(1);
    await shop.webhook(shopifyOrder(id));
    await shop.waitForWebhooks(2);
    expect(await shop.runs()).toEqual([]);
    expect(await shop.orders()).toMatchObject([{ cancelled_at: inRome(at(2).updated_at) }]);
  });

  test('is not confirmed if it is created and cancelled in one batch', async () => {
    const shop = await newShopifyScene();
    await shop.saveFlow(
      { trigger: { on: 'order.created' }, cancel_on: [{ on: 'order.cancelled' }], steps: pause },
      'ask',
    );
    const id = newOrderNumber();
    const cancelled = shopifyOrder(id, { ...at(2), cancelled_at: at(2).updated_at });
    const creation = queuedOrder(shop, shopifyOrderJson(shopifyOrder(id)));
    const batch = createMessageBatch('inbound', [
      queuedOrder(shop, shopifyOrderJson(cancelled), { action: 'cancellation' }),
      creation,
      { ...creation, id: 'again' },
    ]);
    const context = createExecutionContext();
    await worker.queue(batch, env, context);
    expect((await getQueueResult(batch, context)).explicitAcks).toHaveLength(3);
    expect(await shop.runs()).toMatchObject([{ flow: 'ask', status: 'cancelled', outcome: 'order.cancelled' }]);
  });

  test('is not changed by a replay of an old webhook, even if its event is purged', async () => {
    const shop = await newShopifyScene();
    await shop.saveFlow({ trigger: { on: 'order.created' }, steps: end }, 'created');
    const order = shopifyOrder(newOrderNumber());
    await shop.webhook(order);
    await shop.waitForWebhooks(1);
    await shop.webhook({ ...order, ...at(5), note: 'new' }, { action: 'update' });
    await shop.waitForWebhooks(2);
    await env.DB.prepare('update events set created_at = 0 where account_id = ?').bind(shop.accountId).run();
    await runCron();
    expect(await shop.events()).toEqual([]);
    await shop.webhook(order);
    await shop.waitForWebhooks(1);
    expect(await shop.orders()).toMatchObject([{ note: 'new' }]);
    expect(await shop.runs()).toHaveLength(1);
  });
});

const hex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

const rawOf = async (shop: ShopifyScene): Promise<string | null> => {
  const row = await env.DB.prepare('select raw_event_id as id from orders where account_id = ?')
    .bind(shop.accountId)
    .first<{ id: string | null }>();
  return row?.id ? ((await env.FILES.get(`inbound/${row.id}`))?.text() ?? null) : null;
};

describe('the payload', () => {
  test('is kept unchanged for the account’s retention, then purged', async () => {
    const shop = await newShopifyScene({ retention_days: 30 });
    const order = shopifyOrder(newOrderNumber());
    await shop.webhook(order);
    await shop.waitForWebhooks(1);
    expect(await rawOf(shop)).toBe(shopifyOrderJson(order));
    await env.DB.prepare('update events set created_at = 0 where account_id = ?').bind(shop.accountId).run();
    await runCron();
    expect(await rawOf(shop)).toBe(shopifyOrderJson(order));
    const newer = { ...order, ...at(5) };
    await shop.webhook(newer, { action: 'update' });
    await shop.waitForWebhooks(1);
    expect(await rawOf(shop)).toBe(shopifyOrderJson(newer));
    const { objects } = await env.FILES.list({ prefix: 'inbound/' });
    const until30Days = await env.DB.prepare('select raw_until as at from orders where account_id = ?')
      .bind(shop.accountId)
      .first<{ at: number }>();
    expect(Math.round(((until30Days?.at ?? 0) - Date.now()) / 86_400_000)).toBe(30);
    await env.DB.prepare('update orders set raw_until = 1 where account_id = ?').bind(shop.accountId).run();
    await runCron();
    expect(await rawOf(shop)).toBeNull();
    expect((await env.FILES.list({ prefix: 'inbound/' })).objects).toHaveLength(objects.length - 1);
  });

  test('is erased with the customer', async () => {
    const shop = await newShopifyScene();
    await shop.webhook(shopifyOrder(newOrderNumber()));
    await shop.webhook(shopifyOrder(newOrderNumber(), { test: true }));
    await shop.waitForWebhooks(2);
    const before = (await env.FILES.list({ prefix: 'inbound/' })).objects.length;
    const { body } = await shop.as('DELETE', '/v1/users/%2B393331234567');
    expect(body.erased).toMatchObject({ orders: 1, events: 2 });
    expect((await env.FILES.list({ prefix: 'inbound/' })).objects).toHaveLength(before - 2);
  });
});

test('a webhook that cannot be applied is a failed event, and its replay applies it', async () => {
  const shop = await newShopifyScene();
  const id = newOrderNumber();
  const message = queuedOrder(shop, shopifyOrderJson(shopifyOrder(id)));
  const dead = message.body;
  await worker.queue(createMessageBatch('inbound-dead', [message]), env, createExecutionContext());
  expect(await shop.events()).toMatchObject([{ event_id: dead.event_id, state: 'failed' }]);
  expect((await shop.as('POST', `/v1/inbound_events/${dead.event_id}/replay`)).status).toBe(200);
  await until(async () => {
    expect(await shop.events()).toMatchObject([
      { event_id: dead.event_id, state: 'applied', about: { order_id: `gid://shopify/Order/${id}` } },
    ]);
  });
  expect(await shop.orders()).toHaveLength(1);
  expect((await shop.as('POST', `/v1/inbound_events/${dead.event_id}/replay`)).status).toBe(200);
});

test('a failed webhook that arrives again is applied, and its payload is kept', async () => {
  const shop = await newShopifyScene();
  const order = shopifyOrder(newOrderNumber());
  const digest = hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(shopifyOrderJson(order))));
  const message = queuedOrder(shop, shopifyOrderJson(order), { digest });
  await worker.queue(createMessageBatch('inbound-dead', [message]), env, createExecutionContext());
  await shop.webhook(order);
  await until(async () => expect(await shop.orders()).toHaveLength(1));
  expect(await shop.events()).toMatchObject([{ event_id: message.body.event_id, state: 'applied' }]);
  const shown = await shop.as('GET', `/v1/inbound_events/${message.body.event_id}`);
  expect(shown.body.body.payload).toBe(shopifyOrderJson(order));
  await env.DB.prepare('update events set created_at = 0 where account_id = ?').bind(shop.accountId).run();
  await runCron();
  expect(await rawOf(shop)).toBe(shopifyOrderJson(order));
});

test('a replaced payload is deleted with its order’s change, if its event has been purged', async () => {
  const shop = await newShopifyScene();
  const id = newOrderNumber();
  const fileOf = async (): Promise<string> => {
    const row = await env.DB.prepare('select raw_event_id as raw from orders where account_id = ?')
      .bind(shop.accountId)
      .first<{ raw: string }>();
    return `inbound/${row?.raw}`;
  };
  await shop.webhook(shopifyOrder(id));
  await shop.waitForWebhooks(1);
  const first = await fileOf();
  await shop.webhook(shopifyOrder(id, at(1)), { action: 'update' });
  await shop.waitForWebhooks(2);
  const second = await fileOf();
  // The event still names the first payload; the purge after seven days deletes it with the event.
  expect(await env.FILES.head(first)).not.toBeNull();
  await env.DB.prepare('delete from events where account_id = ?').bind(shop.accountId).run();
  await shop.webhook(shopifyOrder(id, at(2)), { action: 'update' });
  await shop.waitForWebhooks(1);
  await until(async () => expect(await env.FILES.head(second)).toBeNull());
  expect(await env.FILES.head(await fileOf())).not.toBeNull();
});
