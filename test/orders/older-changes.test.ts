import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { inboundOrdersRepository } from '../../src/db/inbound/inbound-orders';
import { type Order, ordersRepository } from '../../src/db/orders/orders';
import { openDatabase } from '../../src/db/sql/database';
import type { OrderFacts } from '../../src/domain/orders/order-facts';
import { ingestOrder } from '../../src/domain/orders/shopify/ingest-order';
import { queuedOrder } from '../support/queued-order';
import { newScene } from '../support/scene';

const db = openDatabase(env.DB);
const AT = 1_790_000_000_000;

async function orderOf(change: Partial<Order>): Promise<Order> {
  const scene = await newScene();
  const order = {
    order_id: '1001',
    currency: 'EUR',
    total: '59.90',
    items: [{ quantity: 1 }],
    customer: { phone: scene.userKey },
    payment_method: 'cod',
  };
  expect((await scene.as('POST', '/v1/createOrder', order)).status).toBe(201);
  const found = await ordersRepository(db).findByOrderId(scene.accountId, scene.storeId, '1001');
  if (!found) throw new Error('the order is not there');
  return { ...found, updatedAt: AT, ...change };
}

/** Returns a webhook of this action with the state of the order at an instant. */
function hear(before: Order, action: 'creation' | 'update', updatedAt: number) {
  const { body } = queuedOrder({ accountId: before.accountId, shopId: before.storeId }, '{}', { action });
  const facts = { ...before, total: 1, updatedAt, placedAt: AT - 60_000 } as unknown as OrderFacts;
  const told = { facts, before, rawUntil: AT, connectedAt: 0, retentionMs: 1e12 };
  return { event: body, ...ingestOrder({ ...body, received_at: AT }, told) };
}

test('an update older than the stored order changes nothing, but is recorded as an event', async () => {
  const before = await orderOf({ creationSeenAt: AT - 1 });
  const { order, events } = hear(before, 'update', AT - 1);
  expect(order).toEqual(before);
  expect(events).toEqual(['order.updated']);
});

test('a creation that arrives after an update is recorded and changes nothing else', async () => {
  const before = await orderOf({ creationSeenAt: null });
  const { order, events } = hear(before, 'creation', AT - 1);
  expect(order).toEqual({ ...before, creationSeenAt: AT });
  expect(events).toEqual(['order.created']);
});

test.each([0, 1])('an update that is %i ms newer changes the order', async (newer) => {
  const before = await orderOf({ creationSeenAt: AT - 1 });
  const { order, event } = hear(before, 'update', AT + newer);
  expect(order).toMatchObject({ id: before.id, total: 1, updatedAt: AT + newer, rawEventId: event.event_id });
});

test('of two concurrent batches for one order, the newer update wins, whichever writes last', async () => {
  const order = await orderOf({});
  const repository = inboundOrdersRepository(db);
  const put = (change: Partial<Order>) =>
    repository.write(
      { events: [], orders: [{ ...order, ...change }], repeated: [], started: [], ended: [], webhooksSeen: [] },
      AT,
      AT,
    );
  const total = async () =>
    (await ordersRepository(db).findByOrderId(order.accountId, order.storeId, order.orderId))?.total;
  const at = order.updatedAt + 1_000_000_000_000;
  await put({ total: 2, updatedAt: at });
  await put({ total: 3, updatedAt: at - 1 });
  expect(await total()).toBe(2);
  await put({ total: 4, updatedAt: at });
  expect(await total()).toBe(4);
});
