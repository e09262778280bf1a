import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { shopifyOrder } from '../support/shopify-order';
import { newOrderNumber, newShopifyScene, type ShopifyScene } from '../support/shopify-scene';

const end = (outcome: string) => ({ id: 'done', do: 'end', outcome });
const pause = [{ id: 'pause', do: 'wait', for: '7d' }, end('late')];
const gidOf = (number: string): string => `gid://shopify/Order/${number}`;

const createRequestAbout = (shop: ShopifyScene, id: string, more: Record<string, unknown> = {}) =>
  shop.as('POST', '/v1/createRequest', {
    flow: 'flow',
    user_key: shop.userKey,
    id_store: shop.shopId,
    object: { type: 'order', id },
    ...more,
  });

/** A row as an earlier version wrote it, with the id that was given. */
const storeIdAsGiven = (requestId: string, id: string) =>
  env.DB.prepare('update requests set object_id = ? where request_id = ?').bind(id, requestId).run();

test("an order of Shopify's is one object by its number, its gid and its webhook", async () => {
  const shop = await newShopifyScene();
  await shop.saveFlow({ trigger: { on: 'order.created' }, steps: [end('seen')] });
  const number = newOrderNumber();
  const order = { id_store: shop.shopId, currency: 'EUR', total: '59.90', items: [{ quantity: 1 }] };
  const first = await shop.as('POST', '/v1/createOrder', { ...order, order_id: number });
  expect(first).toMatchObject({ status: 201, body: { order_id: gidOf(number), request_ids: [expect.any(String)] } });
  for (const order_id of [number, gidOf(number), `0${number}`]) {
    const again = await shop.as('POST', '/v1/createOrder', { ...order, order_id });
    expect(again).toMatchObject({ status: 409, body: { code: 'order_exists', existing_id: first.body.id } });
  }
  await shop.webhook(shopifyOrder(number));
  await shop.waitForWebhooks(1);
  expect(await shop.orders()).toMatchObject([{ id: first.body.id, order_id: gidOf(number) }]);
  expect(await shop.runs()).toHaveLength(1);
});

test('a request is found by either id of its order, also in rows of earlier versions', async () => {
  const shop = await newShopifyScene();
  await shop.saveFlow({ steps: pause });
  const number = newOrderNumber();
  const made = [];
  for (const id of [number, gidOf(number), ` ${number}`]) {
    const { body } = await createRequestAbout(shop, id);
    expect(body.object).toEqual({ type: 'order', id: gidOf(number) });
    made.unshift(body.request_id);
  }
  await storeIdAsGiven(made[0], number);
  const other = await createRequestAbout(shop, number, { object: { type: 'customer', id: number } });
  expect(other.body.object.id).toBe(number);
  const custom = await createRequestAbout(shop, number, { id_store: shop.storeId });
  expect(custom.body.object.id).toBe(number);

  const found = async (query: string) =>
    (await shop.as('GET', `/v1/getRequests?${query}`)).body.data.map((row: any) => row.request_id);
  const gid = encodeURIComponent(gidOf(number));
  expect(await found(`object_id=${gid}`)).toEqual(made);
  expect(await found(`object_id=${number}&object_type=order`)).toEqual([custom.body.request_id, ...made]);
  expect(await found(`object_id=${number}&id_store=${shop.shopId}&object_type=order`)).toEqual(made);
  expect(await found(`object_id=${number}&object_type=customer`)).toEqual([other.body.request_id]);
  expect(await found(`object_id=${number}1`)).toEqual([]);
  const posted = await shop.as('POST', '/v1/getRequests', { object_id: gidOf(number), limit: 2 });
  expect(posted.body.data.map((row: any) => row.request_id)).toEqual(made.slice(0, 2));
  expect(posted.body.next_cursor).not.toBeNull();
});

test('cancel_on cancels a request that was created with the plain id, also one of an earlier version', async () => {
  const shop = await newShopifyScene();
  await shop.saveFlow({ cancel_on: [{ on: 'order.cancelled' }], steps: pause });
  const number = newOrderNumber();
  const plain = (await createRequestAbout(shop, number)).body.request_id;
  const earlier = (await createRequestAbout(shop, gidOf(number))).body.request_id;
  await storeIdAsGiven(earlier, number);
  const custom = (await createRequestAbout(shop, number, { id_store: shop.storeId })).body.request_id;
  for (const requestId of [plain, earlier, custom]) await shop.waitForStatus(requestId, 'waiting');
  const cancelled = { cancelled_at: '2026-11-20T11:00:00+01:00', updated_at: '2026-11-20T11:00:00+01:00' };
  await shop.webhook(shopifyOrder(number, cancelled), { action: 'cancellation' });
  await shop.waitForWebhooks(1);
  expect(await shop.waitForStatus(plain, 'cancelled')).toMatchObject({ outcome: 'order.cancelled' });
  await shop.waitForStatus(earlier, 'cancelled');
  expect((await shop.request(custom)).status).toBe('waiting');
});

test('pushes of one order are delivered in sequence, whichever id a step uses, and are found by either', async () => {
  const shop = await newShopifyScene();
  const number = newOrderNumber();
  await shop.configureShopify({ orders: { [number]: {} } });
  const push = (id: string, object?: string) => ({
    id,
    do: 'update_object',
    variables: { [id]: 1 },
    ...(object === undefined ? {} : { object: { id: object } }),
  });
  const steps = [push('one'), push('two', number), push('three', `{{ variables.gid }}`), end('done')];
  await shop.saveFlow({ steps });
  const { body } = await createRequestAbout(shop, number, { variables: { gid: gidOf(number) } });
  await storeIdAsGiven(body.request_id, number);
  await shop.waitForStatus(body.request_id, 'completed');
  for (const id of [number, encodeURIComponent(gidOf(number))]) {
    const { data } = (await shop.as('GET', `/v1/pushes?object_id=${id}`)).body;
    expect(data.map(({ object, sequence }: any) => [object.id, sequence])).toEqual([
      [gidOf(number), 3],
      [gidOf(number), 2],
      [gidOf(number), 1],
    ]);
  }
});

test('the simulator uses the same order id as a real run', async () => {
  const shop = await newShopifyScene();
  const steps = [
    { id: 'order', do: 'get_object', save_as: 'order', on_not_found: 'gone' },
    { id: 'push', do: 'update_object', variables: { total: '{{ order.total }}', id: '{{ object.id }}' } },
    end('done'),
    { id: 'gone', do: 'end', outcome: 'gone' },
  ];
  const simulated = async (overrides: Record<string, unknown>, id_store = shop.shopId) =>
    (await shop.as('POST', '/v1/flows/f/simulate', { definition: { name: 'f', steps }, id_store, ...overrides })).body;
  for (const [id, listed] of [
    ['1001', gidOf('1001')],
    [gidOf('1001'), '1001'],
    ['1001', '1001'],
  ] as const) {
    const { pushes } = await simulated({ object: { type: 'order', id }, objects: { [listed]: { total: '5' } } });
    expect(pushes).toMatchObject([
      { object: { type: 'order', id: gidOf('1001') }, variables: { total: '5', id: gidOf('1001') } },
    ]);
  }
  const custom = { object: { type: 'order', id: '1001' }, objects: { [gidOf('1001')]: { total: '5' } } };
  expect((await simulated(custom, shop.storeId)).outcome).toBe('gone');
});

test.each(['{{ variables.no }}', "{{ ' ' }}", 'x{{ variables.long }}'])(
  'an object whose id is «%s» fails the step, and nothing is asked or pushed',
  async (id) => {
    const shop = await newShopifyScene();
    const variables = { long: 'y'.repeat(255) };
    for (const step of [
      { id: 'push', do: 'update_object', object: { id }, variables: { a: 1 } },
      { id: 'push', do: 'get_object', object: { id }, save_as: 'order', on_not_found: 'done', on_error: 'done' },
      { id: 'push', do: 'update_object', object: { type: '{{ variables.no }}', id: '1' }, variables: { a: 1 } },
    ]) {
      await shop.saveFlow({ steps: [step, end('done')] });
      const { body } = await createRequestAbout(shop, '1', { id_store: shop.storeId, variables });
      expect((await shop.waitForStatus(body.request_id, 'failed')).error).toMatchObject({
        code: 'no_object',
        step: 'push',
      });
    }
    expect((await shop.as('GET', '/v1/pushes')).body.data).toEqual([]);
    expect((await shop.merchantCalls()).gets).toEqual([]);
  },
);
