import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { applyAppUninstalled } from '../../src/domain/stores/uninstall/apply-app-uninstalled';
import { until } from '../support/scene';
import { workerDeps } from '../support/shopify-admin';
import { shopifyOrder } from '../support/shopify-order';
import { newOrderNumber, newShopifyScene, WEBHOOK_SECRET } from '../support/shopify-scene';

/** Shopify's sample of the body, in part. */
const SHOP = JSON.stringify({ id: 548380009, name: 'Super Toys', domain: null, myshopify_domain: null, country: 'US' });
const TOPIC = { 'x-shopify-topic': 'app/uninstalled' };
const APP = {
  shopify_token_app: undefined,
  shopify_client_id: 'client',
  shopify_client_secret: 'client-secret-1',
};

async function newApp(store: Record<string, unknown> = {}) {
  const scene = await newShopifyScene({}, store);
  await scene.configureShopify({ clients: { client: 'client-secret-1' } });
  const path = `/v1/stores/${scene.shopId}`;
  return {
    ...scene,
    path,
    tell: (spec: Parameters<typeof scene.webhook>[1] = {}) =>
      scene.webhook(SHOP, { action: 'app', ...spec, headers: { ...TOPIC, ...spec.headers } }),
    /** Applies the webhook at once, as the consumer does. */
    apply: () =>
      applyAppUninstalled(workerDeps(), {
        type: 'app_uninstalled',
        account_id: scene.accountId,
        id_store: scene.shopId,
        received_at: Date.now(),
      }),
    /** The shop uninstalls the app: its tokens are dead. */
    uninstall: () => scene.configureShopify({ token: null, clients: {}, revoke_tokens: true }),
    store: async () => (await scene.as('GET', path)).body,
    warnings: async () => (await scene.as('GET', '/v1/events?type=store.paused')).body.data,
  };
}

test('a store whose app is uninstalled is paused, and loses its token', async () => {
  const shop = await newApp();
  await shop.uninstall();
  expect((await shop.tell()).status).toBe(200);
  await until(async () => expect((await shop.store()).paused_reason).toBe('app_uninstalled'));
  const store = await shop.store();
  expect([store.paused_at, store.shopify_token_app, store.shopify_webhook_secret.set]).toEqual([
    expect.any(String),
    { set: false, last_four: null },
    true,
  ]);
  const warnings = await shop.warnings();
  expect(warnings.map(({ about }: any) => about)).toEqual([{ id_store: shop.shopId, last_error: 'app_uninstalled' }]);
  const { body } = await shop.as('POST', `${shop.path}/check`, {});
  expect(body.checks.slice(0, 2).map(({ name, status }: any) => [name, status])).toEqual([
    ['shopify_reachable', 'skipped'],
    ['shopify_token', 'failed'],
  ]);
  await shop.apply();
  expect(await shop.store()).toEqual(store);
  expect(await shop.warnings()).toHaveLength(1);
});

describe('a store that is connected again', () => {
  test('is not paused by a late webhook', async () => {
    const shop = await newApp();
    await shop.uninstall();
    await shop.apply();
    await shop.configureShopify({ token: 'shpat_of-the-new-app' });
    await shop.as('PATCH', shop.path, { shopify_token_app: 'shpat_of-the-new-app' });
    const resumed = await shop.as('POST', `${shop.path}/resume`);
    expect([resumed.status, resumed.body.paused_at]).toEqual([200, null]);
    const before = await shop.store();
    await shop.apply();
    expect(await shop.store()).toEqual(before);
    expect(await shop.warnings()).toHaveLength(1);
  });

  test('keeps the id and secret of its app, which work again', async () => {
    const shop = await newApp(APP);
    await shop.uninstall();
    await shop.apply();
    expect(await shop.store()).toMatchObject({
      paused_reason: 'app_uninstalled',
      shopify_client_id: 'client',
      shopify_client_secret: { set: true },
    });
    await shop.configureShopify({ clients: { client: 'client-secret-1' } });
    await shop.as('POST', `${shop.path}/resume`);
    await shop.apply();
    expect((await shop.store()).paused_reason).toBeNull();
  });
});

test('a webhook about a store that is being changed, or whose Shopify does not answer, is tried again', async () => {
  const shop = await newApp();
  await shop.uninstall();
  await shop.configureShopify({ token: null, behaviour: [{ status: 503 }] });
  await expect(shop.apply()).rejects.toThrow('http_503');
  const deps = workerDeps();
  const stores = {
    ...deps.stores,
    async find(accountId: string, storeId: string) {
      const found = await deps.stores.find(accountId, storeId);
      await env.DB.prepare('update stores set updated_at = updated_at + 1 where id_store = ?').bind(storeId).run();
      return found;
    },
  };
  const event = { account_id: shop.accountId, id_store: shop.shopId, received_at: Date.now() };
  await expect(applyAppUninstalled({ ...deps, stores }, { type: 'app_uninstalled', ...event })).rejects.toThrow(
    'was changed',
  );
  expect([(await shop.store()).paused_reason, await shop.warnings()]).toEqual([null, []]);
  await shop.apply();
  expect((await shop.store()).paused_reason).toBe('app_uninstalled');
});

describe('a webhook of the app', () => {
  test('is signed with its client secret, and one that was made by hand with the webhook secret', async () => {
    const shop = await newApp(APP);
    const secrets = ['client-secret-1', WEBHOOK_SECRET, 'another'];
    const statuses = [];
    for (const secret of secrets) {
      statuses.push((await shop.webhook(shopifyOrder(newOrderNumber()), { secret })).status);
    }
    expect(statuses).toEqual([200, 200, 401]);
  });

  test('has to be signed also without a webhook secret', async () => {
    const shop = await newApp({ ...APP, shopify_webhook_secret: undefined });
    const order = shopifyOrder(newOrderNumber());
    expect((await shop.webhook(order, { secret: 'another' })).status).toBe(401);
    expect((await shop.webhook(order, { secret: 'client-secret-1' })).status).toBe(200);
  });

  test('may be signed with the old secrets for a day after both were changed', async () => {
    const shop = await newApp(APP);
    const changes = [
      { shopify_client_secret: 'client-secret-2' },
      { shopify_client_secret: 'client-secret-3', shopify_webhook_secret: 'webhook-secret-2' },
      // The same again retires nothing.
      { shopify_client_secret: 'client-secret-3' },
    ];
    for (const change of changes) expect((await shop.as('PATCH', shop.path, change)).status).toBe(200);
    const valid = ['client-secret-1', 'client-secret-2', 'client-secret-3', WEBHOOK_SECRET, 'webhook-secret-2'];
    for (const secret of valid) {
      expect([secret, (await shop.webhook(shopifyOrder(newOrderNumber()), { secret })).status]).toEqual([secret, 200]);
    }
    const row = await env.DB.prepare('select earlier_secrets from stores where id_store = ?')
      .bind(shop.shopId)
      .first<{ earlier_secrets: string }>();
    expect(JSON.parse(row?.earlier_secrets ?? '[]')).toHaveLength(2);
  });

  test('about the app has the topic of its action, and a JSON body', async () => {
    const shop = await newApp();
    const answers = [
      await shop.tell({ headers: { 'x-shopify-topic': 'shop/update' } }),
      await shop.tell({ headers: { 'x-shopify-topic': 'APP_UNINSTALLED' } }),
      await shop.tell({ secret: 'another' }),
      await shop.webhook('{', { action: 'app', headers: TOPIC }),
    ];
    expect(answers.map(({ status, body }) => [status, body.errors?.[0]?.code ?? body.code])).toEqual([
      [422, 'topic_mismatch'],
      [200, undefined],
      [401, 'invalid_signature'],
      [400, 'invalid_json'],
    ]);
  });
});
