import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allowedTriggersByAge } from '../../src/domain/orders/shopify/allowed-triggers-by-age';
import { shopifyOrder } from '../support/shopify-order';
import { newOrderNumber, newShopifyScene, type ShopifyScene, type WebhookAction } from '../support/shopify-scene';

const end = [{ id: 'done', do: 'end', outcome: 'ok' }];
const pause = [{ id: 'pause', do: 'wait', for: '1d' }, ...end];
const [MINUTE, HOUR] = [60_000, 3_600_000];
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

/** Creates a shop with a flow for each event of an order. */
async function shopConnectedFor(ms: number, account: Record<string, unknown> = {}): Promise<ShopifyScene> {
  const shop = await newShopifyScene(account, {}, ms);
  for (const kind of ['created', 'updated', 'paid', 'fulfilled', 'cancelled']) {
    await shop.saveFlow({ trigger: { on: `order.${kind}` }, steps: end }, kind);
  }
  return shop;
}
const flowsOf = async (shop: ShopifyScene): Promise<string[]> =>
  (await shop.runs()).map(({ flow }): string => flow).toSorted();

/** Delivers these webhooks of one order in sequence. Returns what each starts. */
async function startedBy(shop: ShopifyScene, webhooks: [WebhookAction, Record<string, unknown>][]): Promise<string[]> {
  const id = newOrderNumber();
  const before = (await shop.events()).length;
  for (const [i, [action, order]] of webhooks.entries()) {
    expect((await shop.webhook(shopifyOrder(id, order), { action })).status).toBe(200);
    await shop.waitForWebhooks(before + i + 1);
  }
  const [stored] = await shop.orders();
  expect(stored.order_id).toBe(`gid://shopify/Order/${id}`);
  return flowsOf(shop);
}

test.each<[string, number, Record<string, unknown>]>([
  [
    'years before the store was connected',
    0,
    { created_at: '2024-02-29T23:59:59+01:00', updated_at: '2024-03-01T00:00:00+01:00' },
  ],
  ['years ago, and changed just now', 0, { created_at: '2024-02-29T23:59:59+01:00' }],
  ['an hour before the store was connected', 0, { created_at: ago(HOUR) }],
  ['an hour before, as another time zone writes it', 0, { created_at: ago(HOUR).replace('Z', '+00:00') }],
  [
    'more than 48 hours before it was first heard of',
    720 * HOUR,
    { created_at: ago(49 * HOUR), updated_at: ago(49 * HOUR) },
  ],
  ['long ago, and imported just now', 720 * HOUR, { created_at: ago(MINUTE), processed_at: ago(4_000 * HOUR) }],
])(
  'an order placed %s is stored and starts nothing',
  async (_, connectedFor, overrides) => {
    const shop = await shopConnectedFor(connectedFor);
    const later: [WebhookAction, Record<string, unknown>][] = [
      ['update', { ...overrides, note: 'x' }],
      ['payment', { ...overrides, financial_status: 'paid', updated_at: ago(0) }],
      ['cancellation', { ...overrides, cancelled_at: ago(0), updated_at: ago(0) }],
    ];
    expect(await startedBy(shop, [['creation', overrides], ...later])).toEqual([]);
    expect(await startedBy(shop, later)).toEqual([]);
    expect((await shop.events()).every(({ state }) => state === 'applied')).toBe(true);
  },
  60_000,
);

test.each<[string, number, Record<string, unknown>]>([
  ['while the store is being connected', 0, { created_at: ago(2 * MINUTE) }],
  ['47 hours before it came', 720 * HOUR, { created_at: ago(47 * HOUR), updated_at: ago(47 * HOUR) }],
  [
    '47 hours ago, in the time of Kiritimati',
    720 * HOUR,
    { created_at: ago(47 * HOUR - 14 * HOUR).replace('Z', '+14:00') },
  ],
  ['by a clock that is ahead', 0, { created_at: ago(-HOUR), updated_at: ago(-HOUR) }],
  ['at an unknown time', 720 * HOUR, { created_at: null }],
  ['and processed a second before', 0, { created_at: ago(MINUTE), processed_at: ago(MINUTE + 1_000) }],
])('an order placed %s is new', async (_, connectedFor, overrides) => {
  const shop = await shopConnectedFor(connectedFor);
  expect(await startedBy(shop, [['creation', overrides]])).toEqual(['created']);
});

test('an order without created_at was placed before its event', async () => {
  const shop = await shopConnectedFor(720 * HOUR);
  expect(await startedBy(shop, [['creation', { created_at: null, updated_at: ago(100 * HOUR) }]])).toEqual([]);
});

test('an order that was first seen in time is new, however late its creation arrives', async () => {
  const shop = await shopConnectedFor(720 * HOUR);
  const id = newOrderNumber();
  const placed = { created_at: ago(60 * HOUR), updated_at: ago(60 * HOUR) };
  await shop.webhook(shopifyOrder(id, { ...placed, note: 'x' }), { action: 'update' });
  await shop.waitForWebhooks(1);
  // As if the webhook had arrived 20 hours after the order was placed.
  await env.DB.prepare('update orders set created_at = ? where account_id = ?')
    .bind(Date.now() - 40 * HOUR, shop.accountId)
    .run();
  await shop.webhook(shopifyOrder(id, placed));
  await shop.waitForWebhooks(2);
  expect(await flowsOf(shop)).toEqual(['created']);
});

test('an old order starts nothing, but still ends waiting requests', async () => {
  const shop = await newShopifyScene({}, {}, 0);
  await shop.saveFlow({ cancel_on: [{ on: 'order.cancelled' }], steps: pause }, 'ask');
  await shop.saveFlow({ trigger: { on: 'order.cancelled' }, steps: end }, 'cancelled');
  const id = newOrderNumber();
  const object = { type: 'order', id: `gid://shopify/Order/${id}` };
  const { body } = await shop.as('POST', '/v1/createRequest', {
    flow: 'ask',
    user_key: 'u',
    id_store: shop.shopId,
    object,
  });
  await shop.waitForStatus(body.request_id, 'waiting');
  const overrides = { created_at: ago(1_000 * HOUR), cancelled_at: ago(0), updated_at: ago(0) };
  await shop.webhook(shopifyOrder(id, overrides), { action: 'cancellation' });
  await shop.waitForWebhooks(1);
  expect(await shop.runs()).toMatchObject([{ flow: 'ask', status: 'cancelled', outcome: 'order.cancelled' }]);
});

test('a purged order starts flows of changes, and is not new', async () => {
  const shop = await shopConnectedFor(720 * HOUR, { retention_days: 1 });
  const placed = { created_at: ago(100 * HOUR), updated_at: ago(MINUTE) };
  const paid = { ...placed, financial_status: 'paid', updated_at: ago(0) };
  expect(
    await startedBy(shop, [
      ['creation', placed],
      ['payment', paid],
    ]),
  ).toEqual(['paid']);
});

test('an order that a merchant creates is always new, even in a new store', async () => {
  const shop = await shopConnectedFor(0);
  const order = {
    order_id: '1',
    id_store: shop.shopId,
    currency: 'EUR',
    total: '1',
    items: [{ name: 'x', quantity: 1 }],
  };
  expect((await shop.as('POST', '/v1/createOrder', order)).body.request_ids).toHaveLength(1);
});

test('an older order never starts more than a newer one', () => {
  const DAY = 24 * HOUR;
  const ranks = ['nothing', 'changes', 'everything'];
  const days = fc.integer({ min: 0, max: 20 * DAY });
  fc.assert(
    fc.property(days, days, days, fc.integer({ min: 1, max: 30 }), (connected, heard, placed, keptDays) => {
      const connectedAt = 100 * DAY + connected;
      const firstHeardAt = connectedAt + heard;
      const placedAt = firstHeardAt - placed;
      const startable = allowedTriggersByAge({
        placedAt,
        connectedAt,
        firstSeenAt: firstHeardAt,
        retentionMs: keptDays * DAY,
      });
      if (placedAt >= connectedAt && placed <= DAY) expect(startable).toBe('everything');
      if (placedAt < connectedAt - HOUR) expect(startable).toBe('nothing');
      if (placed > 2 * DAY) expect(startable).not.toBe('everything');
      if (placed > 2 * DAY && placed <= keptDays * DAY) expect(startable).toBe('nothing');
      const sooner = allowedTriggersByAge({
        placedAt,
        connectedAt,
        firstSeenAt: placedAt,
        retentionMs: keptDays * DAY,
      });
      expect(ranks.indexOf(sooner)).toBeGreaterThanOrEqual(ranks.indexOf(startable));
    }),
  );
});
