import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { WEBHOOK_TOPICS } from '../../src/domain/stores/set-up/webhook-topics';
import { polled } from '../support/event-receiver';
import { runCron, until } from '../support/scene';
import { shopifyOrder, shopifyOrderJson } from '../support/shopify-order';
import { newOrderNumber, newShopifyScene, signShopifyWebhook, WEBHOOK_SECRET } from '../support/shopify-scene';
import { call } from '../support/tenant';

const CLIENT_SECRET = 'client-secret-of-the-test';
const ORIGIN = 'https://aisac.test';
const STEPS = [
  'app',
  'scopes',
  'shipping_scopes',
  'client_secret',
  'webhook_address',
  'webhooks',
  'api_version',
  'hand_made_webhooks',
];
const ALL_DONE = Object.fromEntries(STEPS.map((id) => [id, 'done']));
const TOPICS = WEBHOOK_TOPICS.map(({ topic }) => topic);

/** A shop whose app has everything but webhooks. */
async function newApp(store: Record<string, unknown> = {}) {
  const scene = await newShopifyScene(
    {},
    {
      shopify_token_app: undefined,
      shopify_client_id: 'client',
      shopify_client_secret: CLIENT_SECRET,
      ...store,
    },
  );
  await scene.configureShopify({
    clients: { client: CLIENT_SECRET },
    bucket: { maximum: 20_000, restore_rate: 1_000 },
  });
  const path = `/v1/stores/${scene.shopId}/set_up`;
  const stepsOf = ({ status, body }: { status: number; body: any }): Record<string, any> => {
    expect([status, body.steps?.map(({ id }: any) => id)]).toEqual([200, STEPS]);
    return Object.fromEntries(body.steps.map((step: any) => [step.id, step]));
  };
  const subscriptions = async (): Promise<any[]> => (await scene.shopState()).webhooks;
  return {
    ...scene,
    path,
    subscriptions,
    setUp: async () => stepsOf(await scene.as('POST', path)),
    look: async () => stepsOf(await scene.as('GET', path)),
    /** The calls that change something at Shopify, since the last question. */
    mutations: async () => {
      const { calls } = await scene.shopState();
      return calls.filter(({ query }: any) => query.startsWith('mutation')).length;
    },
    /** Runs the hourly job of this store. */
    hourly: async () => {
      await env.DB.prepare('update stores set reconcile_at = 0 where id_store = ?').bind(scene.shopId).run();
      await runCron();
    },
    restored: async () => (await polled(scene)).filter(({ type }) => type === 'store.webhooks_restored'),
    /** Sends a webhook to a subscription's own URL, signed as Shopify signs it. */
    tell: async (uri: string, body: Record<string, any>, secret = CLIENT_SECRET) => {
      const text = shopifyOrderJson(body);
      return call('POST', uri.replace(ORIGIN, ''), {
        body: text,
        headers: {
          'x-shopify-hmac-sha256': await signShopifyWebhook(text, secret),
          'x-shopify-webhook-id': crypto.randomUUID(),
        },
      });
    },
  };
}

const statesOf = (steps: Record<string, any>) =>
  Object.fromEntries(Object.entries(steps).map(([id, { state }]) => [id, state]));
const topicsOf = (subscriptions: any[]): string[] => subscriptions.map(({ topic }): string => topic).toSorted();
const uriOf = (subscriptions: any[], topic: string): string =>
  subscriptions.find((each) => each.topic === topic)?.uri ?? '';

test('one call subscribes to every topic at the address of its action, and another one changes nothing', async () => {
  const shop = await newApp();
  expect(statesOf(await shop.look())).toEqual({
    ...ALL_DONE,
    webhook_address: 'to_do',
    webhooks: 'to_do',
    api_version: 'waiting',
  });
  expect(await shop.subscriptions()).toEqual([]);
  expect(statesOf(await shop.setUp())).toEqual(ALL_DONE);
  const made = await shop.subscriptions();
  expect(made.map(({ topic }) => topic)).toEqual(TOPICS);
  for (const { topic, uri } of made) {
    const { origin, pathname, searchParams } = new URL(uri);
    const action = WEBHOOK_TOPICS.find((each) => each.topic === topic)?.action;
    expect([origin, pathname, searchParams.get('action'), searchParams.get('id_store')]).toEqual([
      ORIGIN,
      '/webhook/shopify/',
      action,
      shop.shopId,
    ]);
  }
  const keys = new Set(made.map(({ uri }) => new URL(uri).searchParams.get('api_key')));
  expect(keys.size).toBe(1);
  const [key] = keys;
  expect((await call('GET', '/v1/stores', { headers: { 'x-api-key': key ?? '' } })).status).toBe(403);
  const before = await shop.mutations();
  expect(statesOf(await shop.setUp())).toEqual(ALL_DONE);
  expect([await shop.mutations(), await shop.subscriptions()]).toEqual([before, made]);

  const number = newOrderNumber();
  expect((await shop.tell(uriOf(made, 'ORDERS_CREATE'), shopifyOrder(number))).status).toBe(200);
  expect((await shop.tell(uriOf(made, 'ORDERS_CREATE'), shopifyOrder(number), 'another')).status).toBe(401);
  await until(async () => expect(await shop.orders()).toHaveLength(1));
});

test('calls at once change the shop once, with one key and without', async () => {
  const shop = await newApp();
  const all = await Promise.all([shop.setUp(), shop.setUp()]);
  expect(all.map(statesOf)).toEqual([ALL_DONE, ALL_DONE]);
  expect([await shop.mutations(), (await shop.subscriptions()).length]).toEqual([TOPICS.length, TOPICS.length]);
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const send = () => shop.as('POST', shop.path, undefined, headers);
  const keyed = await Promise.all([send(), send(), send()]);
  expect(keyed.map(({ status, body }): string => body.code ?? String(status)).toSorted()).toEqual([
    '200',
    'idempotency_in_progress',
    'idempotency_in_progress',
  ]);
  const { calls } = await shop.shopState();
  const again = await send();
  expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([
    keyed.find(({ status }) => status === 200)?.body,
    'true',
  ]);
  expect((await shop.shopState()).calls).toHaveLength(calls.length);
});

test('a store that is deleted by the API leaves no webhook at the shop', async () => {
  const shop = await newApp();
  await shop.setUp();
  expect(await shop.subscriptions()).toHaveLength(TOPICS.length);
  expect((await shop.as('DELETE', `/v1/stores/${shop.shopId}`)).status).toBe(204);
  expect(await shop.subscriptions()).toEqual([]);
});

describe('a shop that is not ready', () => {
  test('whose app lacks scopes gets the webhooks of the others, and each missing scope is named', async () => {
    const shop = await newApp();
    await shop.configureShopify({ scopes: ['read_orders', 'read_customers'] });
    const steps = await shop.setUp();
    expect(statesOf(steps)).toEqual({
      ...ALL_DONE,
      scopes: 'to_do',
      shipping_scopes: 'to_do',
      webhooks: 'waiting',
    });
    expect([steps.scopes.code, steps.scopes.by]).toEqual(['scope_missing', 'merchant']);
    expect(steps.scopes.detail).toContain('write_orders');
    expect(steps.shipping_scopes.detail).toMatch(/write_merchant_managed_fulfillment_orders.*read_fulfillments/);
    expect((await shop.subscriptions()).map(({ topic }) => topic)).toEqual([
      ...TOPICS.filter((topic) => topic.startsWith('ORDERS_')),
      'APP_UNINSTALLED',
    ]);
    const all = ['write_orders', 'read_customers', 'write_fulfillments', 'write_assigned_fulfillment_orders'];
    await shop.configureShopify({ scopes: all });
    expect(statesOf(await shop.setUp())).toEqual(ALL_DONE);
    expect(await shop.restored()).toEqual([]);
  });

  const waiting = Object.fromEntries(STEPS.slice(1).map((id) => [id, 'waiting']));
  test.each([
    ['whose app is not installed', { clients: {} }, {}, 'app_not_accepted', 'merchant'],
    ['that Shopify does not know', {}, { shopify_store_name: 'no-such-shop' }, 'shop_not_found', 'merchant'],
    ['whose Shopify is down', { behaviour: [{ status: 500 }] }, {}, 'http_500', 'shopify'],
    ['whose app has been uninstalled', { clients: {} }, null, 'app_uninstalled', 'merchant'],
  ])('%s changes nothing, and says why', async (_, settings, store, code, by) => {
    const shop = await newApp(store ?? {});
    await shop.configureShopify(settings);
    if (store === null) {
      await env.DB.prepare("update stores set paused_at = 1, paused_reason = 'app_uninstalled' where id_store = ?")
        .bind(shop.shopId)
        .run();
    }
    const steps = await shop.setUp();
    expect(statesOf(steps)).toEqual({ app: 'failed', ...waiting });
    expect(steps.app).toMatchObject({ code, by });
    expect(await shop.mutations()).toBe(0);
    expect((await shop.as('GET', '/v1/keys')).body.data).toHaveLength(1);
  });

  test('a custom store, and one of another account, are refused', async () => {
    const shop = await newApp();
    const other = await newApp();
    const answers = [
      await shop.as('POST', `/v1/stores/${shop.storeId}/set_up`),
      await shop.as('GET', `/v1/stores/${shop.storeId}/set_up`),
      await other.as('POST', shop.path),
      await other.as('GET', shop.path),
    ];
    expect(answers.map(({ status, body }) => [status, body.errors?.[0]?.code ?? body.code])).toEqual([
      [422, 'not_shopify'],
      [422, 'not_shopify'],
      [404, 'not_found'],
      [404, 'not_found'],
    ]);
  });
});

test('a set-up that ends at any call is completed by the next one, or by the hourly job', async () => {
  const pass = (count: number) => Array.from({ length: count }, () => ({ pass: true }));
  const [down, lost, full] = [{ status: 503 }, { answer_lost: true }, { throttled: true }];
  const shop = await newApp();
  // The calls: scopes, list, one for each topic, scopes, list.
  for (const [after, fault] of [
    [2, full],
    [1, down],
    [2, down],
    [4, lost],
    [3, down],
    [8, down],
  ] as const) {
    await shop.configureShopify({ behaviour: [...pass(after), fault] });
    const steps = await shop.setUp();
    const { state, by } = steps.webhooks;
    expect([after, fault, [state, by].join(' ')]).toEqual([
      after,
      fault,
      fault === full ? 'done us' : after === 1 ? 'waiting shopify' : expect.stringMatching(/^failed shopify|to_do us/),
    ]);
    if (fault === full) await shop.configureShopify({ webhooks: [] });
  }
  const topics = (await shop.subscriptions()).map(({ topic }) => topic);
  expect(topics.length).toBeLessThan(TOPICS.length);
  expect(new Set(topics).size).toBe(topics.length);
  await shop.configureShopify({ behaviour: [] });
  await shop.hourly();
  expect(topicsOf(await shop.subscriptions())).toEqual(TOPICS.toSorted());
  expect(statesOf(await shop.look())).toEqual(ALL_DONE);
});

test('two set-ups at once make one key and one webhook for each topic', async () => {
  const shop = await newApp();
  await Promise.all([shop.setUp(), shop.setUp(), shop.setUp()]);
  expect(topicsOf(await shop.subscriptions())).toEqual(TOPICS.toSorted());
  expect((await shop.as('GET', '/v1/keys')).body.data).toHaveLength(2);
  expect(statesOf(await shop.setUp())).toEqual(ALL_DONE);
  expect(await shop.restored()).toEqual([]);
});

describe('the hourly job', () => {
  const without = (subscriptions: any[], ...topics: string[]) =>
    subscriptions.filter(({ topic }) => !topics.includes(topic));

  test('creates webhooks again that have vanished, with one event', async () => {
    const shop = await newApp();
    await shop.setUp();
    await shop.configureShopify({ webhooks: without(await shop.subscriptions(), 'ORDERS_CREATE', 'ORDERS_PAID') });
    expect((await shop.look()).webhooks).toMatchObject({ state: 'to_do', code: 'webhooks_missing' });
    await shop.hourly();
    expect(await shop.subscriptions()).toHaveLength(TOPICS.length);
    await shop.hourly();
    const events = await shop.restored();
    expect(events.map(({ data }) => data)).toEqual([
      {
        id_store: shop.shopId,
        topics: ['ORDERS_CREATE', 'ORDERS_PAID'],
        since: expect.any(String),
        sequence: 1,
        url: `/v1/stores/${shop.shopId}`,
      },
    ]);
  });

  test('writes the event also if it was ended before it could', async () => {
    const shop = await newApp();
    await shop.setUp();
    const made = await shop.subscriptions();
    // As if the job had been ended after it had created this one again.
    await shop.configureShopify({ webhooks: [...without(made, 'ORDERS_PAID'), { ...made[4], id: `${made[4].id}9` }] });
    await Promise.all([shop.hourly(), shop.setUp()]);
    expect((await shop.restored()).map(({ data }) => data.topics)).toEqual([['ORDERS_PAID']]);
  });

  test('leaves alone a store that was not set up by a call, and one whose key was revoked', async () => {
    const shop = await newApp();
    await shop.hourly();
    expect(await shop.mutations()).toBe(0);
    await shop.setUp();
    const { body } = await shop.as('GET', '/v1/keys');
    await shop.as('DELETE', `/v1/keys/${body.data[0].key_id}`);
    await shop.configureShopify({ webhooks: [] });
    await shop.hourly();
    expect(await shop.subscriptions()).toEqual([]);
    expect((await shop.look()).webhook_address.state).toBe('to_do');
    // The next set-up makes another key.
    expect(statesOf(await shop.setUp())).toEqual(ALL_DONE);
  });
});

test('webhooks with an old key or a part of the content are corrected, further ones removed, and those of others stay', async () => {
  const shop = await newApp();
  await shop.setUp();
  const made = await shop.subscriptions();
  const { body } = await shop.as('GET', '/v1/keys');
  await shop.as('DELETE', `/v1/keys/${body.data[0].key_id}`);
  const foreign = [
    { ...made[0], id: 'gid://shopify/WebhookSubscription/1', uri: 'https://erp.example/in' },
    { ...made[0], id: 'gid://shopify/WebhookSubscription/2', uri: made[0].uri.replace(shop.shopId, 'str_other') },
    { ...made[0], id: 'gid://shopify/WebhookSubscription/3', uri: made[0].uri.replace('aisac.test', 'other.example') },
  ];
  const twin = { ...made[1], id: 'gid://shopify/WebhookSubscription/4', uri: `${made[1].uri}&again=1` };
  const partial = made.map((each) => (each.topic === 'ORDERS_PAID' ? { ...each, includeFields: ['id'] } : each));
  await shop.configureShopify({ webhooks: [...foreign, twin, ...partial], webhookVersion: '2026-07' });
  expect(statesOf(await shop.setUp())).toEqual(ALL_DONE);
  const after = await shop.subscriptions();
  expect(after.filter(({ id }) => foreign.some((each) => each.id === id))).toEqual(foreign);
  const ours = after.slice(foreign.length);
  expect([topicsOf(ours), ours.filter(({ includeFields }) => includeFields.length > 0)]).toEqual([
    TOPICS.toSorted(),
    [],
  ]);
  const keys = new Set(ours.map(({ uri }) => new URL(uri).searchParams.get('api_key')));
  expect([keys.size, keys.has(new URL(made[0].uri).searchParams.get('api_key'))]).toEqual([1, false]);
  await shop.configureShopify({ webhooks: ours.map((each) => ({ ...each, apiVersion: { handle: '2026-07' } })) });
  expect((await shop.look()).api_version).toMatchObject({ state: 'to_do', code: 'api_version_differs' });
});

test('an order that is told by the app and by a webhook made by hand counts once, and the merchant is warned', async () => {
  const shop = await newApp();
  for (const on of ['order.created', 'order.updated', 'order.paid', 'order.cancelled']) {
    await shop.saveFlow({ trigger: { on }, steps: [{ id: 'done', do: 'end', outcome: 'ok' }] }, on.replace('.', '-'));
  }
  await shop.setUp();
  const subscriptions = await shop.subscriptions();
  const number = newOrderNumber();
  const byApp = {
    ORDERS_CREATE: 'creation',
    ORDERS_UPDATED: 'update',
    ORDERS_PAID: 'payment',
    ORDERS_CANCELLED: 'cancellation',
  };
  for (const [topic, action] of Object.entries(byApp)) {
    const order = shopifyOrder(number);
    // Another API version has other members.
    const twin = { ...order, a_member_of_another_version: true };
    const answers = await Promise.all([
      shop.tell(uriOf(subscriptions, topic), order),
      shop.webhook(twin, { action, secret: WEBHOOK_SECRET }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  }
  await shop.waitForWebhooks(8);
  const flows = (await shop.runs()).map(({ flow }): string => flow);
  expect([flows.toSorted(), (await shop.orders()).length]).toEqual([
    ['order-cancelled', 'order-created', 'order-paid', 'order-updated'],
    1,
  ]);
  expect((await shop.look()).hand_made_webhooks).toMatchObject({
    state: 'to_do',
    code: 'hand_made_webhooks',
    by: 'merchant',
  });
});

test('a store with a token only is told which secret its webhooks need', async () => {
  const shop = await newShopifyScene();
  await shop.configureShopify({});
  const path = `/v1/stores/${shop.shopId}/set_up`;
  const secretStep = async () => (await shop.as('POST', path)).body.steps.find(({ id }: any) => id === 'client_secret');
  expect(await secretStep()).toMatchObject({ state: 'to_do', code: 'client_secret_missing' });
  await shop.webhook(shopifyOrder(newOrderNumber()), { secret: CLIENT_SECRET });
  expect(await secretStep()).toMatchObject({ state: 'failed', code: 'signature_refused' });
  await shop.as('PATCH', `/v1/stores/${shop.shopId}`, { shopify_webhook_secret: CLIENT_SECRET });
  await shop.webhook(shopifyOrder(newOrderNumber()), { secret: CLIENT_SECRET });
  await until(async () => expect((await secretStep()).state).toBe('done'));
});
