import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import { runCron, until } from '../support/scene';
import { shopifyLineItem } from '../support/shopify-line-item';
import { shopifyOrder } from '../support/shopify-order';
import { newOrderNumber, newShopifyScene, type ShopifyScene } from '../support/shopify-scene';

const end = [{ id: 'done', do: 'end', outcome: 'ok' }];
const HOUR = 3_600_000;
const isoAgo = (ms: number): string => new Date(Date.now() - ms).toISOString().replace(/\.\d+/, '');
const gid = (id: string): string => `gid://shopify/Order/${id}`;

/** A shop that was connected two days ago, with more points than a test uses. */
async function connectedShop(): Promise<ShopifyScene> {
  const shop = await newShopifyScene({}, {}, 48 * HOUR);
  await shop.configureShopify({ bucket: { maximum: 20_000, restore_rate: 1_000 } });
  for (const kind of ['created', 'updated', 'cancelled', 'paid']) {
    await shop.saveFlow({ trigger: { on: `order.${kind}` }, steps: end }, kind);
  }
  return shop;
}

/** Runs the hourly cron until the shop has no further turn. */
async function reconcile(shop: ShopifyScene): Promise<void> {
  for (let turns = 0; turns < 10; turns += 1) {
    await env.DB.prepare('update stores set reconcile_at = 0 where id_store = ?').bind(shop.shopId).run();
    await runCron();
    const row = await env.DB.prepare('select reconcile_cursor as cursor from stores where id_store = ?')
      .bind(shop.shopId)
      .first<{ cursor: string | null }>();
    if (row?.cursor == null) return;
  }
}

const flowsOf = async (shop: ShopifyScene): Promise<Record<string, string[]>> => {
  const byOrder: Record<string, string[]> = {};
  let page = '';
  for (;;) {
    const { body } = await shop.as('GET', `/v1/getRequests?limit=100${page}`);
    for (const { object, flow } of body.data as { object: { id: string }; flow: string }[]) {
      byOrder[object.id] = [...(byOrder[object.id] ?? []), flow].toSorted();
    }
    if (body.next_cursor === null) return byOrder;
    page = `&cursor=${body.next_cursor}`;
  }
};

test('a day without webhooks loses no order and applies none twice', async () => {
  const shop = await connectedShop();
  const [seen, cancelled, gone] = [newOrderNumber(), newOrderNumber(), newOrderNumber()];
  // Before that day two orders arrived by webhook.
  const before = { created_at: isoAgo(30 * HOUR), updated_at: isoAgo(30 * HOUR) };
  await shop.webhook(shopifyOrder(seen, before));
  await shop.webhook(shopifyOrder(cancelled, before));
  await shop.waitForWebhooks(2);
  // On that day: a cancellation, forty new orders, and one that was created and cancelled.
  const missed = Array.from({ length: 40 }, (_, i) => ({ id: newOrderNumber(), at: isoAgo(22 * HOUR - i * 60_000) }));
  const cancelledAt = isoAgo(20 * HOUR);
  await shop.configureShopify({
    orders: {
      [seen]: { createdAt: before.created_at, updatedAt: before.updated_at },
      [cancelled]: { createdAt: before.created_at, updatedAt: cancelledAt, cancelledAt, cancelReason: 'CUSTOMER' },
      [gone]: { createdAt: isoAgo(9 * HOUR), updatedAt: isoAgo(8 * HOUR), cancelledAt: isoAgo(8 * HOUR) },
      ...Object.fromEntries(missed.map(({ id, at }) => [id, { createdAt: at, updatedAt: at }])),
    },
  });
  await reconcile(shop);
  await shop.waitForWebhooks(2 + 42);
  await reconcile(shop);
  // Later, Shopify's delayed webhooks arrive after all.
  for (const { id, at } of missed.slice(0, 2)) await shop.webhook(shopifyOrder(id, { created_at: at, updated_at: at }));
  const late = shopifyOrder(cancelled, { updated_at: cancelledAt, cancelled_at: cancelledAt });
  await shop.webhook(late, { action: 'cancellation' });
  await shop.webhook(late, { action: 'update' });
  await shop.waitForWebhooks(2 + 42 + 4);

  const stored = await shop.orders();
  expect(stored).toHaveLength(43);
  expect(stored.filter((order) => order.cancelled_at !== null)).toHaveLength(2);
  const flows = await flowsOf(shop);
  expect(flows[gid(seen)]).toEqual(['created']);
  expect(flows[gid(cancelled)]).toEqual(['cancelled', 'created', 'updated']);
  expect(flows[gid(gone)]).toEqual(['cancelled']);
  for (const { id } of missed) expect(flows[gid(id)]).toEqual(['created']);
  const one = stored.find(({ order_id }) => order_id === gid(missed[5]?.id ?? ''));
  expect(one).toMatchObject({ source: 'shopify', payment_method: 'cod', total: '59.90', user_key: '+393331234567' });
}, 60_000);

test('an order with more line items than a page has is read completely', async () => {
  const shop = await connectedShop();
  const id = newOrderNumber();
  const lines = Array.from({ length: 45 }, (_, i) => shopifyLineItem(i));
  await shop.configureShopify({ orders: { [id]: { lines, createdAt: isoAgo(HOUR), updatedAt: isoAgo(HOUR) } } });
  await reconcile(shop);
  await shop.waitForWebhooks(1);
  const [order] = await shop.orders();
  expect(order.items.map(({ sku }: any) => sku)).toEqual(lines.map(({ sku }) => sku));
});

test('a turn reads twenty pages of orders, and the next one continues there a minute later', async () => {
  const shop = await newShopifyScene({}, {}, 48 * HOUR);
  const orders = Array.from({ length: 20 * 7 + 1 }, (_, i) => {
    const at = isoAgo(20 * HOUR - i * 60_000);
    return [newOrderNumber(), { createdAt: at, updatedAt: at }];
  });
  await shop.configureShopify({
    bucket: { maximum: 20_000, restore_rate: 1_000 },
    orders: Object.fromEntries(orders),
  });
  const turn = async () => {
    await env.DB.prepare('update stores set reconcile_at = 0 where id_store = ?').bind(shop.shopId).run();
    await runCron();
    return env.DB.prepare(
      'select reconcile_at - ? as ms, reconcile_cursor is not null as more from stores where id_store = ?',
    )
      .bind(Date.now(), shop.shopId)
      .first<{ ms: number; more: number }>();
  };
  const first = await turn();
  expect(first?.more).toBe(1);
  expect(first?.ms).toBeGreaterThan(50_000);
  expect(first?.ms).toBeLessThanOrEqual(60_000);
  expect(await turn()).toMatchObject({ more: 0 });
});

test('an order placed before the store was connected is stored and starts no flow', async () => {
  const shop = await connectedShop();
  const id = newOrderNumber();
  const order = { createdAt: isoAgo(100 * HOUR), updatedAt: isoAgo(HOUR), financialStatus: 'PAID' };
  await shop.configureShopify({ orders: { [id]: order } });
  await reconcile(shop);
  await reconcile(shop);
  await shop.waitForWebhooks(1);
  expect(await shop.orders()).toMatchObject([{ order_id: gid(id), financial_status: 'paid' }]);
  expect(await flowsOf(shop)).toEqual({});
});

test('an order that may have been purged does not start flows as a new one', async () => {
  const shop = await connectedShop();
  await shop.as('PATCH', '/v1/account', { retention_days: 1 });
  const id = newOrderNumber();
  await shop.configureShopify({ orders: { [id]: { createdAt: isoAgo(30 * HOUR), updatedAt: isoAgo(HOUR) } } });
  await reconcile(shop);
  await shop.waitForWebhooks(1);
  expect(await flowsOf(shop)).toEqual({ [gid(id)]: ['updated'] });
});

test('an order is stored without the parts that the app may not read, and read again if a part is missing for a moment', async () => {
  const shop = await connectedShop();
  const [id, other] = [newOrderNumber(), newOrderNumber()];
  const names = ['email', 'phone', 'defaultEmailAddress', 'defaultPhoneNumber'];
  await shop.configureShopify({
    unapproved: names,
    orders: { [id]: { createdAt: isoAgo(HOUR), updatedAt: isoAgo(HOUR) } },
  });
  await reconcile(shop);
  await until(async () => expect(await shop.orders()).toMatchObject([{ order_id: gid(id), phone: null }]));
  const failing = { without: { names, code: 'INTERNAL_SERVER_ERROR' }, forever: true };
  const now = { createdAt: isoAgo(60_000), updatedAt: isoAgo(60_000) };
  await shop.configureShopify({ unapproved: [], orders: { [other]: now }, behaviour: [failing] });
  await reconcile(shop);
  expect(await shop.orders()).toHaveLength(1);
  await shop.configureShopify({ behaviour: [] });
  await reconcile(shop);
  await until(async () =>
    expect((await shop.orders())[0]).toMatchObject({ order_id: gid(other), phone: '+393331234567' }),
  );
});

test('an edited order is stored in its current state', async () => {
  const shop = await connectedShop();
  const id = newOrderNumber();
  const line = (n: number, quantity: number, currentQuantity: number) =>
    shopifyLineItem(n, { quantity, currentQuantity, price: '10.00' });
  const at = { createdAt: isoAgo(HOUR), updatedAt: isoAgo(HOUR) };
  await shop.webhook(shopifyOrder(id, { created_at: isoAgo(HOUR), updated_at: isoAgo(2 * HOUR) }));
  await shop.waitForWebhooks(1);
  await shop.configureShopify({
    orders: { [id]: { ...at, lines: [line(1, 3, 2), line(2, 1, 0)], currentTotal: '20.00' } },
  });
  await reconcile(shop);
  await shop.waitForWebhooks(2);
  expect(await shop.orders()).toMatchObject([
    {
      total: '20.00',
      current_total: '20.00',
      ordered_total: '59.90',
      items: [{ sku: 'S1', quantity: 2, ordered_quantity: 3 }],
    },
  ]);
});

test('a shop that does not respond is read again in an hour, from where it stopped', async () => {
  const shop = await connectedShop();
  const id = newOrderNumber();
  const order = { createdAt: isoAgo(HOUR), updatedAt: isoAgo(HOUR) };
  await reconcile(shop);
  await shop.configureShopify({ orders: { [id]: order }, behaviour: [{ status: 500 }, { status: 500 }] });
  const log = vi.spyOn(console, 'log');
  await reconcile(shop);
  const lines = log.mock.calls.map(([line]) => String(line)).filter((line) => line.includes(shop.shopId));
  log.mockRestore();
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ event: 'store_not_reconciled', code: 'http_500' }),
  ]);
  const row = await env.DB.prepare('select reconcile_at as next from stores where id_store = ?')
    .bind(shop.shopId)
    .first<{ next: number }>();
  expect(row?.next).toBeGreaterThan(Date.now() + 0.9 * HOUR);
  expect(await shop.orders()).toEqual([]);
  await shop.configureShopify({ behaviour: [] });
  await reconcile(shop);
  await until(async () => expect(await shop.orders()).toHaveLength(1));
});
