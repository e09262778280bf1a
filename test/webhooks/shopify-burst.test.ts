import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { measureBatch } from '../support/call-cost';
import { queuedOrder } from '../support/queued-order';
import { until } from '../support/scene';
import { orderInstant, shopifyOrder, shopifyOrderJson } from '../support/shopify-order';
import { newOrderNumber, newShopifyScene } from '../support/shopify-scene';

const end = [{ id: 'done', do: 'end', outcome: 'ok' }];

test('1,000 concurrent webhooks all get 200, and each order is stored once', async () => {
  const shop = await newShopifyScene();
  const orders = Array.from({ length: 250 }, () => shopifyOrder(newOrderNumber()));
  const statuses = new Set<number>();
  // Each order is delivered four times, as if Shopify had missed our responses.
  const bodies = [...orders, ...orders, ...orders, ...orders].map(shopifyOrderJson);
  for (let i = 0; i < bodies.length; i += 100) {
    const answers = await Promise.all(bodies.slice(i, i + 100).map((body) => shop.webhook(body)));
    for (const { status } of answers) statuses.add(status);
  }
  expect([...statuses]).toEqual([200]);
  await until(async () => {
    const row = await env.DB.prepare(
      `select (select count(*) from orders where account_id = ?1) as orders,
        (select count(*) from events where account_id = ?1 and state = 'applied') as events`,
    )
      .bind(shop.accountId)
      .first();
    expect(row).toEqual({ orders: 250, events: 250 });
  }, 60_000);
}, 90_000);

test('a batch of any 50 events costs at most five D1 round trips', async () => {
  const [one, other] = await Promise.all([newShopifyScene(), newShopifyScene()]);
  for (const shop of [one, other]) {
    await shop.saveFlow(
      { trigger: { on: 'order.created' }, cancel_on: [{ on: 'order.cancelled' }], steps: end },
      'ask',
    );
    await shop.saveFlow({ trigger: { on: 'order.updated' }, steps: end }, 'updated');
  }
  const numbers = Array.from({ length: 20 }, newOrderNumber);
  const messages = numbers.flatMap((id, i) => {
    const shop = i % 2 === 0 ? one : other;
    const later = { updated_at: orderInstant(30), cancelled_at: orderInstant(30) };
    return [
      queuedOrder(shop, shopifyOrderJson(shopifyOrder(id))),
      queuedOrder(shop, shopifyOrderJson(shopifyOrder(id, { note: 'x' })), { action: 'update' }),
      ...(i < 10 ? [queuedOrder(shop, shopifyOrderJson(shopifyOrder(id, later)), { action: 'cancellation' })] : []),
    ];
  });
  expect(messages).toHaveLength(50);
  const { roundTrips } = await measureBatch(
    'inbound',
    messages.map(({ body }) => body),
  );
  expect(roundTrips).toBeLessThanOrEqual(5);
  expect(await one.orders()).toHaveLength(10);
  expect((await other.orders()).filter((order) => order.cancelled_at !== null)).toHaveLength(5);
  expect(await one.runs('ask')).toHaveLength(10);
});
