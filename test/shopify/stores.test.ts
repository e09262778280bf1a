import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { aadFor } from '../../src/shared/crypto/encryption';
import { runCron } from '../support/scene';
import { newShopifyShop, SHOPIFY_TOKEN, workerDeps } from '../support/shopify-admin';
import { shopifyLineItem } from '../support/shopify-line-item';
import { newTenant } from '../support/tenant';

const given = { name: 'Shop', kind: 'shopify', shopify_store_name: 'my-shop', shopify_token_app: 'shpat_0123456789' };

test('a store name that would send the token to another host is refused', async () => {
  const { as } = await newTenant();
  const names = [
    '',
    'My-Shop',
    'my-shop.myshopify.com',
    'evil.example/',
    'a@b',
    'a/../b',
    '-a',
    'a-',
    'a b',
    'à',
    `a${'b'.repeat(60)}`,
    'a#',
    'a%2e',
  ];
  for (const shopify_store_name of names) {
    const { status, body } = await as('POST', '/v1/stores', { ...given, shopify_store_name });
    expect([status, body.errors?.[0]?.path], shopify_store_name).toEqual([422, '/shopify_store_name']);
  }
});

test('a store has one kind of credentials, and the error names the missing member', async () => {
  const { as } = await newTenant();
  const { shopify_token_app: _, ...bare } = given;
  const post = async (more: object) => {
    const { status, body } = await as('POST', '/v1/stores', { ...bare, ...more });
    return [status, body.errors?.[0]?.path];
  };
  expect(await post({})).toEqual([422, '/shopify_token_app']);
  expect(await post({ shopify_client_id: 'id' })).toEqual([422, '/shopify_client_secret']);
  expect(await post({ shopify_client_secret: 'secret' })).toEqual([422, '/shopify_client_id']);
  const both = { shopify_token_app: 't', shopify_client_id: 'id', shopify_client_secret: 's' };
  expect(await post(both)).toEqual([422, '/shopify_token_app']);
  expect(await post({ shopify_token_app: 'two words' })).toEqual([422, '/shopify_token_app']);
  expect(await post({ shopify_token_app: 't', get_object: { url: 'https://shop.example.com' } })).toEqual([
    422,
    '/get_object',
  ]);
});

test('secrets are never returned, stay if none are given, and a new webhook secret leaves the old one valid for a day', async () => {
  const { as } = await newTenant();
  const made = await as('POST', '/v1/stores', { ...given, shopify_webhook_secret: 'first-webhook-secret' });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    secret: null,
    shopify_store_name: 'my-shop',
    shopify_token_app: { set: true, last_four: '6789' },
    shopify_webhook_secret: { set: true, last_four: 'cret' },
    shopify_client_secret: { set: false, last_four: null },
  });
  expect(JSON.stringify(made.body)).not.toMatch(/shpat_|first-webhook/);
  const path = `/v1/stores/${made.body.id_store}`;
  const { shopify_token_app: _, ...bare } = given;
  const replaced = await as('PUT', path, { ...bare, name: 'Shop 2' });
  expect(replaced.body).toMatchObject({ name: 'Shop 2', shopify_token_app: { last_four: '6789' } });
  expect((await as('PUT', path, { name: 'x', kind: 'custom' })).body.errors[0].path).toBe('/kind');
  expect((await as('POST', `${path}/rotate_secret`, {})).status).toBe(422);

  const changed = await as('PATCH', path, { shopify_webhook_secret: 'next-webhook-secret' });
  expect(changed.status).toBe(200);
  const row = await env.DB.prepare('select * from stores where id_store = ?').bind(made.body.id_store).first<any>();
  const { encryptor } = workerDeps();
  const place = aadFor(made.body.id_store, 'shopify_webhook_secret');
  expect(await encryptor.decrypt(row.shopify_webhook_secret, place)).toBe('next-webhook-secret');
  expect(await encryptor.decrypt(row.shopify_previous_webhook_secret, place)).toBe('first-webhook-secret');
  expect(row.shopify_previous_webhook_secret_until).toBeGreaterThan(Date.now() + 3_600_000);

  const app = await as('PATCH', path, { shopify_client_id: 'client', shopify_client_secret: 'client-secret-1' });
  expect(app.body).toMatchObject({
    shopify_token_app: { set: false },
    shopify_client_id: 'client',
    shopify_client_secret: { last_four: 'et-1' },
  });
  const rotated = await as('PATCH', path, { shopify_client_secret: 'client-secret-2' });
  expect(rotated.body).toMatchObject({ shopify_client_id: 'client', shopify_client_secret: { last_four: 'et-2' } });
});

test('the secrets of a deleted store are erased once none of its pushes is in flight', async () => {
  const shop = await newShopifyShop();
  await shop.configureShopify({ behaviour: [{ status: 500 }] });
  const pushId = await shop.push({ note: 'x' });
  await shop.waitForPushState(pushId, 'retrying');
  expect((await shop.as('DELETE', `/v1/stores/${shop.storeId}`)).status).toBe(204);
  const token = async () =>
    (await env.DB.prepare('select * from stores where id_store = ?').bind(shop.storeId).first<any>()).shopify_token_app;
  await runCron();
  expect(await token()).toMatch(/^v1\./);
  // The retry is cancelled; the request behind the push may still read the store.
  await shop.waitForPushState(pushId, 'cancelled');
  // The request behind the push has no run to end it.
  await env.DB.prepare("update requests set status = 'completed' where id_store = ?").bind(shop.storeId).run();
  await runCron();
  expect(await token()).toBeNull();
});

const credentials = { shopify_client_id: 'client', shopify_client_secret: 'client-secret' };
const clients = { client: 'client-secret' };

test('a token from client credentials is stored encrypted and renewed before it expires, also by several calls at once', async () => {
  const shop = await newShopifyShop({ credentials });
  await shop.configureShopify({ clients, token: null });
  await shop.waitForPushState(await shop.push({ note: '1' }), 'delivered');
  await shop.waitForPushState(await shop.push({ note: '2' }), 'delivered');
  expect((await shop.shopState()).grants).toBe(1);
  const row = await env.DB.prepare('select * from stores where id_store = ?').bind(shop.storeId).first<any>();
  expect(row.shopify_access_token).toMatch(/^v1\./);

  await shop.configureShopify({ revoke_tokens: true });
  await shop.waitForPushState(await shop.push({ note: '3' }), 'delivered');
  expect((await shop.shopState()).grants).toBe(2);

  await shop.configureShopify({
    revoke_tokens: true,
    orders: { '1': {}, '2': {}, '3': {}, '4': {} },
    tokenSeconds: 300,
  });
  const many = await Promise.all(['1', '2', '3', '4'].map((id) => shop.push({ note: 'x' }, id)));
  for (const pushId of many) await shop.waitForPushState(pushId, 'delivered');
  const { grants } = await shop.shopState();
  expect(grants).toBeGreaterThan(2);
  // Five minutes before it expires the token is renewed.
  await shop.waitForPushState(await shop.push({ note: '4' }), 'delivered');
  expect((await shop.shopState()).grants).toBe(grants + 1);
});

test('an app that Shopify no longer accepts pauses the store; a failure to get a token is retried', async () => {
  const shop = await newShopifyShop({ credentials });
  await shop.configureShopify({ clients, token: null, tokenBehaviour: [{ status: 503 }] });
  const push = await shop.waitForPushState(await shop.push({ note: '1' }), 'delivered');
  expect(push.attempts.map(({ error }: any) => error)).toEqual(['token_http_503', null]);
  await shop.configureShopify({ clients: { client: 'another' }, revoke_tokens: true });
  await shop.waitForPushState(await shop.push({ note: '2' }), 'retrying');
  const store = (await shop.as('GET', `/v1/stores/${shop.storeId}`)).body;
  expect(store.paused_reason).toBe('http_401');
});

test('the check reports each problem of a shop, and what to do', async () => {
  const shop = await newShopifyShop();
  const check = async () => {
    const { body } = await shop.as('POST', `/v1/stores/${shop.storeId}/check`, {});
    return { ok: body.ok, ...Object.fromEntries(body.checks.map(({ name, status }: any) => [name, status])), body };
  };
  expect(await check()).toMatchObject({
    ok: true,
    shopify_reachable: 'passed',
    shopify_token: 'passed',
    shopify_scope_read_orders: 'passed',
    shopify_scope_write_orders: 'passed',
    shopify_scope_read_customers: 'passed',
    shopify_scope_write_fulfillment_orders: 'passed',
    shopify_webhook_received: 'warning',
    shopify_webhook_signature: 'warning',
  });
  await shop.configureShopify({ scopes: ['read_orders', 'read_products'] });
  const lacking = await check();
  expect(lacking).toMatchObject({
    ok: false,
    shopify_scope_read_orders: 'passed',
    shopify_scope_write_orders: 'failed',
    shopify_scope_read_customers: 'failed',
    shopify_scope_write_fulfillment_orders: 'warning',
  });
  expect(lacking.body.checks.find(({ name }: any) => name === 'shopify_scope_write_orders').mend).toContain(
    'write_orders',
  );
  await shop.as('PATCH', `/v1/stores/${shop.storeId}`, { shopify_webhook_secret: 'a-secret' });
  const times = 'update stores set webhook_seen_at = ?, webhook_refused_at = ? where id_store = ?';
  const now = Date.now();
  await env.DB.prepare(times)
    .bind(now - 1_000, now - 5_000, shop.storeId)
    .run();
  expect(await check()).toMatchObject({ shopify_webhook_received: 'passed', shopify_webhook_signature: 'passed' });
  await env.DB.prepare(times)
    .bind(now - 90_000_000, now, shop.storeId)
    .run();
  expect(await check()).toMatchObject({ shopify_webhook_received: 'warning', shopify_webhook_signature: 'failed' });
  await shop.configureShopify({ token: 'shpat_another' });
  expect(await check()).toMatchObject({ ok: false, shopify_reachable: 'passed', shopify_token: 'failed' });
  await shop.as('PATCH', `/v1/stores/${shop.storeId}`, { shopify_store_name: 'nobody-has-this-one' });
  expect(await check()).toMatchObject({ ok: false, shopify_reachable: 'failed', shopify_token: 'skipped' });
});

test('a flow reads a Shopify order like any other order, with all its line items', async () => {
  const shop = await newShopifyShop();
  const lines = Array.from({ length: 131 }, (_, i) => shopifyLineItem(i));
  await shop.configureShopify({ orders: { [shop.orderId]: { lines } } });
  const seen =
    '{{ order.customer.first_name }} {{ order.phone }} {{ order.total }} {{ order.payment_method }} {{ order.items.size }}';
  const steps = [
    { id: 'order', do: 'get_object', save_as: 'order', on_not_found: 'gone' },
    { id: 'push', do: 'update_object', variables: { seen }, wait: true },
    { id: 'yes', do: 'end', outcome: 'seen' },
    { id: 'gone', do: 'end', outcome: 'gone' },
  ];
  await shop.as('PUT', '/v1/flows/f', { name: 'f', steps });
  const outcomeOf = async (id: string) => {
    const object = { type: 'order', id };
    const { body } = await shop.as('POST', '/v1/createRequest', { flow: 'f', user_key: 'u', object });
    return shop.waitForOutcome(body.request_id);
  };
  expect(await outcomeOf(shop.orderId)).toBe('seen');
  expect((await shop.order()).metafields[0].value).toBe('Ada +393331234567 59.90 cod 131');
  expect(await outcomeOf('999')).toBe('gone');
});

test('an edited order is read in its current state', async () => {
  const shop = await newShopifyShop();
  const line = (n: number, quantity: number, currentQuantity: number) =>
    shopifyLineItem(n, { quantity, currentQuantity, price: '10.00' });
  const attributes = [{ key: 'vat', value: '12345678901234567890' }];
  await shop.configureShopify({
    orders: { [shop.orderId]: { lines: [line(1, 3, 1), line(2, 2, 0)], currentTotal: '10.00', attributes } },
  });
  const seen =
    '{{ order.total }} {{ order.ordered_total }} {{ order.attributes.vat }}{% for item in order.items %} {{ item.sku }} {{ item.quantity }}/{{ item.ordered_quantity }}{% endfor %}';
  const steps = [
    { id: 'order', do: 'get_object', save_as: 'order' },
    { id: 'push', do: 'update_object', variables: { seen }, wait: true },
    { id: 'yes', do: 'end', outcome: 'seen' },
  ];
  await shop.as('PUT', '/v1/flows/f', { name: 'f', steps });
  const object = { type: 'order', id: shop.orderId };
  const { body } = await shop.as('POST', '/v1/createRequest', { flow: 'f', user_key: 'u', object });
  expect(await shop.waitForOutcome(body.request_id)).toBe('seen');
  expect((await shop.order()).metafields[0].value).toBe('10.00 59.90 12345678901234567890 S1 1/3');
});

test('network failures are retried, and the error says what failed', async () => {
  const behaviours = [
    [{ status: 500 }, 'http_500'],
    [{ html: true }, 'not_json'],
    [{ huge: 5_000_000 }, 'too_large'],
    [{ reset_mid_body: true }, 'connect_failed'],
    [{ redirect: 'https://evil.example.com/' }, 'redirected'],
    [{ error: { message: 'Internal error', code: 'INTERNAL_SERVER_ERROR' } }, 'internal_server_error'],
    [{ status: 429, headers: { 'retry-after': '2' } }, 'http_429'],
  ] as const;
  // Five failures in a row would open the circuit.
  for (const some of [behaviours.slice(0, 4), behaviours.slice(4)]) {
    const shop = await newShopifyShop();
    for (const [i, [behaviour, error]] of some.entries()) {
      await shop.configureShopify({ behaviour: [behaviour] });
      const push = await shop.waitForPushState(await shop.push({ note: 'x' }, String(i + 1)), 'retrying');
      expect(push.last_error).toBe(error);
    }
    expect(JSON.stringify((await shop.as('GET', '/v1/pushes')).body)).not.toContain(SHOPIFY_TOKEN);
  }
});
