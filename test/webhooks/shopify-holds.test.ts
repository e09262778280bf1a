import { env } from 'cloudflare:workers';
import { expect, inject, test } from 'vitest';
import { applyFulfillmentOrder } from '../../src/domain/orders/shopify/holds/apply-fulfillment-order';
import { runCron, until } from '../support/scene';
import { workerDeps } from '../support/shopify-admin';
import { shopifyOrder } from '../support/shopify-order';
import { newOrderNumber, newShopifyScene } from '../support/shopify-scene';

const END = { id: 'done', do: 'end', outcome: 'ok' };
const asks = {
  cancel_on: [{ on: 'order.hold_released' }],
  steps: [
    { id: 'hold', do: 'update_object', variables: { hold: { note: 'Waiting' } }, wait: true },
    { id: 'pause', do: 'wait', for: '1d' },
    { id: 'release', do: 'update_object', variables: { release_hold: true }, wait: true },
    END,
  ],
};

/** Creates a shop with one order, whose flow has set a hold and waits. */
async function shopThatHolds({ isRouted = true } = {}) {
  const scene = await newShopifyScene();
  const { shopify } = inject('standins');
  const number = newOrderNumber();
  const gid = (kind: string, id: string) => `gid://shopify/${kind}/${id}`;
  const fulfillmentOrder = (id: string, more = {}) => ({
    id: gid('FulfillmentOrder', id),
    location: 'gid://shopify/Location/1',
    status: 'OPEN',
    actions: ['CREATE_FULFILLMENT', 'HOLD'],
    lines: [],
    ...more,
  });
  const change = (fulfillmentOrders: object[]) =>
    scene.configureShopify({ orders: { [number]: { fulfillmentOrders } } });
  await change(isRouted ? [fulfillmentOrder(number)] : []);
  await scene.webhook(shopifyOrder(number));
  await scene.waitForWebhooks(1);
  await scene.saveFlow(asks, 'asks');
  await scene.saveFlow({ trigger: { on: 'order.hold_released' }, steps: [END] }, 'released');
  const { body } = await scene.as('POST', '/v1/createRequest', {
    flow: 'asks',
    user_key: scene.userKey,
    id_store: scene.shopId,
    object: { type: 'order', id: number },
  });
  const requestId: string = body.request_id;
  const fulfillmentOrders = async (): Promise<any[]> => {
    const state: any = await (await fetch(`${shopify}/_control/shopify/${scene.shopName}`)).json();
    return state.orders[gid('Order', number)].fulfillmentOrders;
  };
  const push = async () => (await scene.as('GET', `/v1/pushes?request_id=${requestId}`)).body.data[0];
  if (isRouted) await scene.waitForStatus(requestId, 'waiting');
  if (isRouted) await until(async () => expect((await push()).held).toBe('all'));
  return {
    ...scene,
    number,
    requestId,
    fulfillmentOrder,
    fulfillmentOrders,
    change,
    push,
    /** Sends a webhook about a fulfillment order. */
    tell: (topic: string, body: object) =>
      scene.webhook(JSON.stringify(body), { action: 'fulfillment_order', headers: { 'x-shopify-topic': topic } }),
    /** Applies a webhook about a fulfillment order at once, as the consumer does. */
    apply: (topic: string, handle: string | null = null, ids = [number]) =>
      applyFulfillmentOrder(workerDeps(), {
        type: 'fulfillment_order',
        account_id: scene.accountId,
        id_store: scene.shopId,
        topic: topic.replace('/', '_'),
        fulfillment_order_ids: ids.map((id) => gid('FulfillmentOrder', id)),
        handle,
        received_at: Date.now(),
      }),
    /** Somebody in the shop releases the hold of the first fulfillment order; returns its handle. */
    async releaseByHand(): Promise<string> {
      const [first, ...others] = await fulfillmentOrders();
      await change([{ ...first, status: 'OPEN', actions: ['CREATE_FULFILLMENT', 'HOLD'], holds: [] }, ...others]);
      return first.holds[0].handle;
    },
    released: async () => (await scene.as('GET', '/v1/inbound_events?type=order.hold_released')).body.data,
  };
}

/** As Shopify sends it (its own sample of fulfillment_holds/added). */
const holdBody = (fulfillmentOrderId: string, handle: string) => ({
  fulfillment_order: { id: `gid://shopify/FulfillmentOrder/${fulfillmentOrderId}` },
  fulfillment_hold: {
    id: 'gid://shopify/FulfillmentHold/1',
    reason: 'other',
    reason_notes: 'Waiting',
    held_by_requesting_app: true,
    handle,
    held_by_app: { id: 'gid://shopify/App/12345' },
  },
});

test('a release of our hold by somebody else ends the run that waits and starts flows, once', async () => {
  const shop = await shopThatHolds();
  const handle = await shop.releaseByHand();
  const body = holdBody(shop.number, handle);
  expect((await shop.tell('fulfillment_holds/released', body)).status).toBe(200);
  expect(await shop.waitForStatus(shop.requestId, 'cancelled')).toMatchObject({ outcome: 'order.hold_released' });
  await until(async () => expect(await shop.runs('released')).toMatchObject([{ status: 'completed' }]));
  const { push_id } = await shop.push();
  expect(await shop.released()).toMatchObject([
    {
      type: 'order.hold_released',
      about: {
        id_store: shop.shopId,
        order_id: `gid://shopify/Order/${shop.number}`,
        push_id,
        flow: 'asks',
        fulfillment_order_id: `gid://shopify/FulfillmentOrder/${shop.number}`,
      },
    },
  ]);
  await shop.apply('fulfillment_holds/released', handle);
  await shop.apply('fulfillment_orders/hold_released');
  // The hold is not set again behind the merchant's back.
  await shop.apply('fulfillment_orders/order_routing_complete');
  expect(await shop.released()).toHaveLength(1);
  expect(await shop.runs('released')).toHaveLength(1);
  expect(await shop.fulfillmentOrders()).toMatchObject([{ status: 'OPEN', holds: [] }]);
});

test('the last hold that is gone is ours, although the webhook does not say so', async () => {
  const shop = await shopThatHolds();
  await shop.releaseByHand();
  await shop.apply('fulfillment_orders/hold_released');
  expect(await shop.released()).toHaveLength(1);
  expect((await shop.request(shop.requestId)).status).toBe('cancelled');
});

test('our own release is no event', async () => {
  const shop = await shopThatHolds();
  const [{ holds }] = await shop.fulfillmentOrders();
  await env.DB.prepare('update request_steps set deadline = 0 where request_id = ?').bind(shop.requestId).run();
  await env.DB.prepare('update requests set wake_at = 0 where request_id = ?').bind(shop.requestId).run();
  await runCron();
  await shop.waitForStatus(shop.requestId, 'completed');
  expect(await shop.fulfillmentOrders()).toMatchObject([{ status: 'OPEN', holds: [] }]);
  await shop.apply('fulfillment_holds/released', holds[0].handle);
  await shop.apply('fulfillment_orders/hold_released');
  expect(await shop.released()).toEqual([]);
});

test('neither the release of another hold nor the end of a fulfillment order is a release of ours', async () => {
  const shop = await shopThatHolds();
  const [first] = await shop.fulfillmentOrders();
  const ours = first.holds[0].handle;
  await shop.apply('fulfillment_holds/released', 'fraud');
  await shop.apply('fulfillment_holds/released', null);
  // Delivered late: the hold is there again.
  await shop.apply('fulfillment_holds/released', ours);
  await shop.apply('fulfillment_holds/added', ours);
  await shop.change([{ ...first, status: 'CLOSED', actions: [], holds: [] }]);
  await shop.apply('fulfillment_holds/released', ours);
  await shop.apply('fulfillment_orders/hold_released');
  await shop.apply('fulfillment_orders/hold_released', null, ['404']);
  expect(await shop.released()).toEqual([]);
  expect((await shop.request(shop.requestId)).status).toBe('waiting');
});

test('a push that waits for the routing is sent when Shopify reports it', async () => {
  const shop = await shopThatHolds({ isRouted: false });
  await until(async () => expect(await shop.push()).toMatchObject({ state: 'retrying', held: 'none' }));
  await env.DB.prepare(
    "update pushes set next_at = next_at + 3600000, held_until = held_until + 3600000 where state = 'retrying' and request_id = ?",
  )
    .bind(shop.requestId)
    .run();
  await shop.change([shop.fulfillmentOrder(shop.number)]);
  const body = { fulfillment_order: { id: `gid://shopify/FulfillmentOrder/${shop.number}`, status: 'open' } };
  expect((await shop.tell('fulfillment_orders/order_routing_complete', body)).status).toBe(200);
  await until(async () => expect(await shop.push()).toMatchObject({ state: 'delivered', held: 'all' }));
});

test('a new fulfillment order of a held order is held too, as long as the run waits', async () => {
  const shop = await shopThatHolds();
  const [first] = await shop.fulfillmentOrders();
  const handle = first.holds[0].handle;
  const closed = { ...first, status: 'CLOSED', actions: [], holds: [] };
  const moved = shop.fulfillmentOrder(`${shop.number}2`);
  await shop.change([closed, moved]);
  const ids = [shop.number, `${shop.number}2`];
  await shop.apply('fulfillment_orders/moved', null, ids);
  await shop.apply('fulfillment_orders/moved', null, ids);
  expect(await shop.fulfillmentOrders()).toMatchObject([{ holds: [] }, { status: 'ON_HOLD', holds: [{ handle }] }]);
  expect(await shop.push()).toMatchObject({ state: 'delivered', held: 'all' });
  await shop.as('DELETE', `/v1/requests/${shop.requestId}`);
  await shop.change([closed, moved]);
  await shop.apply('fulfillment_orders/moved', null, ids);
  expect(await shop.fulfillmentOrders()).toMatchObject([{ holds: [] }, { status: 'OPEN' }]);
});

test('the webhook checks topic, signature and body before it answers', async () => {
  const shop = await newShopifyScene();
  const body = JSON.stringify(holdBody('1', 'x'));
  const headers = (topic: string) => ({ 'x-shopify-topic': topic });
  const action = 'fulfillment_order';
  const answers = {
    added: await shop.webhook(body, { action, headers: headers('fulfillment_holds/added') }),
    capitals: await shop.webhook(body, { action, headers: headers('FULFILLMENT_ORDERS_PLACED_ON_HOLD') }),
    empty: await shop.webhook('{}', { action, headers: headers('fulfillment_orders/moved') }),
    order: await shop.webhook(body, { action, headers: headers('orders/create') }),
    unsigned: await shop.webhook(body, { action, secret: 'x', headers: headers('fulfillment_holds/added') }),
    list: await shop.webhook('[]', { action, headers: headers('fulfillment_holds/added') }),
  };
  expect(Object.values(answers).map(({ status }) => status)).toEqual([200, 200, 200, 422, 401, 400]);
  expect(answers.order.body.errors).toMatchObject([{ path: '?action', code: 'topic_mismatch' }]);
});
