import { env } from 'cloudflare:workers';
import { expect, inject, test } from 'vitest';
import codFlow from '../support/cod-flow.json';
import { newScene, until } from '../support/scene';
import { shopifyOrder } from '../support/shopify-order';
import { newOrderNumber, newShopifyScene } from '../support/shopify-scene';
import { call, newTenant } from '../support/tenant';
import { rowsOf } from './account-tables';
import { admin, directoryOf } from './moving';

test('an account in another database has its orders, flows, messages, pushes and charges there, and nothing in the first', async () => {
  const scene = await newScene({ database: 1 });
  await scene.configureMerchant({
    objects: { '1001': { phone: scene.userKey, total: '59.90', customer: { first_name: 'Ada' } } },
  });
  await scene.saveFlow(codFlow, 'cod');
  const order = await scene.as('POST', '/v1/createOrder', {
    order_id: '1001',
    currency: 'EUR',
    total: '59.90',
    payment_method: 'cod',
    customer: { first_name: 'Ada', phone: scene.userKey },
    items: [{ quantity: 1 }],
  });
  expect(order.status).toBe(201);
  const [requestId] = order.body.request_ids;
  await scene.waitForStatus(requestId, 'waiting');
  const [asked] = await scene.sentMessages();
  await scene.status({ wamid: asked?.wamid ?? '', status: 'read', callback: asked?.body.biz_opaque_callback_data });
  const { payload } = asked?.body.template.components[1].parameters[0] ?? {};
  await Promise.all([1, 2, 3].map(() => scene.reply({ wamid: `in-${requestId}`, button: { payload, text: 'Sì' } })));
  expect(await scene.waitForStatus(requestId, 'completed', 30_000)).toMatchObject({ outcome: 'confirmed' });
  expect((await scene.merchantCalls()).deliveries.map(({ verdict }) => verdict)).toEqual(['ok']);
  await until(async () => expect((await scene.charges()).total).toBe('0.1201'));

  const again = await scene.start('cod');
  const lists = await Promise.all([
    scene.as('GET', '/v1/getRequests?flow=cod'),
    scene.as('POST', '/v1/getRequests', { flow: 'cod' }),
    scene.as('GET', `/v1/getFlowByUserKey?user_key=${encodeURIComponent(scene.userKey)}`),
  ]);
  for (const { body } of lists) expect(body.data.map((one: any) => one.request_id)).toEqual([again, requestId]);

  expect(await rowsOf(env.DB, scene.accountId)).toEqual({});
  expect(Object.keys(await rowsOf(env.DB_1, scene.accountId))).toEqual(
    expect.arrayContaining(['accounts', 'api_keys', 'requests', 'messages', 'pushes', 'charges', 'events']),
  );
}, 60_000);

test("Shopify's webhook finds the shop of an account in another database", async () => {
  const shop = await newShopifyScene({ database: 1 });
  await shop.saveFlow({ trigger: { on: 'order.created' }, steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
  const body = shopifyOrder(newOrderNumber());
  for (let i = 0; i < 2; i += 1) expect((await shop.webhook(body)).status).toBe(200);
  await shop.waitForWebhooks(1);
  await until(async () => expect((await shop.runs()).map(({ outcome }) => outcome)).toEqual(['ok']));
});

test('a bookmark is valid for its own database, and another one does no harm', async () => {
  const [here, there] = await Promise.all([newTenant(), newTenant({ database: 1 })]);
  const first = (await here.as('GET', '/v1/account')).headers.get('x-d1-bookmark') ?? '';
  const second = (await there.as('GET', '/v1/account')).headers.get('x-d1-bookmark') ?? '';
  expect(first).toMatch(/^[\w-]+$/);
  expect(second).toMatch(/^1\.[\w-]+$/);
  for (const bookmark of [first, second, '2.x', 'x y']) {
    for (const tenant of [here, there]) {
      const { status, body } = await tenant.as('GET', '/v1/account', undefined, { 'x-d1-bookmark': bookmark });
      expect([status, body.account_id]).toEqual([200, tenant.accountId]);
    }
  }
});

test('keys of an account in another database are created, rotated and revoked there, and hidden from other accounts', async () => {
  const [there, here] = await Promise.all([newScene({ database: 1 }), newTenant()]);
  const made = await there.as('POST', '/v1/keys', { name: 'second' }, { 'idempotency-key': 'k' });
  const replayed = await there.as('POST', '/v1/keys', { name: 'second' }, { 'idempotency-key': 'k' });
  expect([made.status, replayed.body]).toEqual([201, made.body]);
  const status = async (key: string) => (await call('GET', '/v1/account', { headers: { 'x-api-key': key } })).status;
  expect(await status(made.body.api_key)).toBe(200);
  const rotated = await there.as('POST', `/v1/keys/${made.body.key_id}/rotate`, { overlap_seconds: 0 });
  expect([await status(made.body.api_key), await status(rotated.body.api_key)]).toEqual([401, 200]);
  await there.as('DELETE', `/v1/keys/${rotated.body.key_id}`);
  expect(await status(rotated.body.api_key)).toBe(401);
  for (const path of [
    `/v1/stores/${there.storeId}`,
    `/v1/channels/${there.channelId}`,
    `/v1/keys/${made.body.key_id}`,
  ]) {
    expect((await there.as('GET', path)).status).toBe(200);
    expect((await here.as('GET', path)).status).toBe(404);
  }
});

test('an account is created in the given database, else in the smallest one, and shows its number', async () => {
  // Much larger than the second one.
  await env.DB.prepare('create table ballast as select hex(zeroblob(1000000)) as text').run();
  const made = await admin('POST', '', { name: 'anywhere' });
  await env.DB.prepare('drop table ballast').run();
  expect([made.status, made.body.database, made.body.move]).toEqual([201, 1, null]);
  expect((await directoryOf(made.body.account_id)).shard).toMatchObject({ database: 1, stage: null });
  const refused = await admin('POST', '', { name: 'x', database: 2 });
  expect([refused.status, refused.body.errors[0]]).toMatchObject([422, { path: '/database', code: 'not_bound' }]);
  const patched = await admin('PATCH', `/${made.body.account_id}`, { name: 'renamed' });
  expect(patched.body).toMatchObject({ name: 'renamed', database: 1 });
  expect((await admin('GET', `/${made.body.account_id}`)).body).toEqual(patched.body);
});

test('the list of accounts goes through all databases, newest first, and no page loses or repeats one', async () => {
  const ids: string[] = [];
  for (const database of [0, 1, 1, 0, 1, 0]) ids.push((await newTenant({ database })).accountId);
  for (const limit of [1, 2, 3]) {
    const seen: string[] = [];
    let cursor = '';
    while (seen.length < ids.length) {
      const { body } = await admin('GET', `?limit=${limit}${cursor}`);
      seen.push(...body.data.map((one: any) => one.account_id));
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(seen.slice(0, ids.length)).toEqual(ids.toReversed());
  }
});

test('a repeated creation of an account in another database returns the same account', async () => {
  const headers = {
    authorization: `Bearer ${inject('settings').ADMIN_TOKEN}`,
    'idempotency-key': crypto.randomUUID(),
  };
  const create = () => call('POST', '/admin/accounts', { headers, body: { name: 'once', database: 1 } });
  const [first, second] = [await create(), await create()];
  expect(second.body).toEqual(first.body);
  expect(second.headers.get('idempotency-replayed')).toBe('true');
});
