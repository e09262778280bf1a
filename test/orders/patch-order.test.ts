import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { newScene, type Scene, until } from '../support/scene';
import { shopifyOrder } from '../support/shopify-order';
import { newOrderNumber, newShopifyScene } from '../support/shopify-scene';
import { call } from '../support/tenant';

const END = [{ id: 'done', do: 'end', outcome: 'ok' }];
const EVENTS = ['order.updated', 'order.paid', 'order.fulfilled', 'order.cancelled'];

async function shopWithOrder() {
  const scene = await newScene();
  const input = {
    order_id: '1001',
    currency: 'EUR',
    total: '59.90',
    items: [{ sku: 'A-1', quantity: 2, unit_price: '29.95' }],
    customer: { phone: scene.userKey },
    shipping_address: { name: 'Ada Rossi', address1: 'Via Roma 1', zip: '20121', city: 'Milano' },
    variables: { gift: true, notes: { door: 'left', floor: 2 } },
  };
  const { body } = await scene.as('POST', '/v1/createOrder', input);
  const path = `/v1/orders/${body.id}`;
  return { ...scene, order: body, path, patch: (change: unknown) => scene.as('PATCH', path, change) };
}

const saveFlows = async (scene: Pick<Scene, 'saveFlow'>) => {
  for (const on of EVENTS) await scene.saveFlow({ trigger: { on }, steps: END }, on.replace('.', '-'));
};
const withoutRequestIds = (order: Record<string, any>) =>
  Object.fromEntries(Object.entries(order).filter(([name]) => name !== 'request_ids'));
const flowsOf = async (scene: Pick<Scene, 'as'>): Promise<string[]> =>
  (await scene.as('GET', '/v1/requests?order=asc&limit=100')).body.data.map(({ flow }: any) => flow).sort();

test('a patch merges the variables and replaces every other member', async () => {
  const scene = await shopWithOrder();
  const before = withoutRequestIds(scene.order);
  const { status, body } = await scene.patch({
    variables: { gift: null, notes: { floor: 3 }, wrapped: 'yes' },
    tags: ['vip', ' cod ', 'vip'],
    financial_status: 'partially_refunded',
    fulfillment_status: 'partial',
    shipping_address: { address1: 'Via Po 2', city: 'Torino' },
    cancelled_at: '2026-07-01T09:30:00',
    total: '29.9',
    items: [{ sku: 'A-1', quantity: 1, unit_price: '29.95' }],
  });
  expect(status).toBe(200);
  expect(body).toEqual({
    ...before,
    variables: { notes: { door: 'left', floor: 3 }, wrapped: 'yes' },
    tags: ['vip', 'cod'],
    financial_status: 'partially_refunded',
    fulfillment_status: 'partial',
    shipping_address: { address1: 'Via Po 2', city: 'Torino' },
    cancelled_at: '2026-07-01T09:30:00.000+02:00',
    total: '29.90',
    items: [{ sku: 'A-1', quantity: 1, unit_price: '29.95' }],
    updated_at: body.updated_at,
  });
  expect(Date.parse(body.updated_at)).toBeGreaterThan(Date.parse(before.updated_at));
  expect((await scene.as('GET', scene.path)).body).toEqual(body);
  const cleared = await scene.patch({ financial_status: null, cancelled_at: null, shipping_address: null });
  expect(cleared.body).toMatchObject({ financial_status: null, cancelled_at: null, shipping_address: null });
  expect(cleared.body).toMatchObject({ fulfillment_status: 'partial', total: '29.90' });
});

test('each change starts the flows of its events once, and the same patch again starts nothing', async () => {
  const scene = await shopWithOrder();
  await saveFlows(scene);
  const changes: [Record<string, unknown>, string[]][] = [
    [{ tags: ['vip'] }, ['order-updated']],
    [{ financial_status: 'paid' }, ['order-paid', 'order-updated']],
    [{ fulfillment_status: 'fulfilled', variables: { sent: true } }, ['order-fulfilled', 'order-updated']],
    [{ cancelled_at: '2026-07-01T09:30:00Z' }, ['order-cancelled', 'order-updated']],
    [{ variables: { sent: false } }, ['order-updated']],
  ];
  const expected: string[] = [];
  for (const [change, flows] of changes) {
    const first = await scene.patch(change);
    const again = await scene.patch(change);
    expect([first.status, again.status, again.body]).toEqual([200, 200, first.body]);
    expected.push(...flows);
    expect(await flowsOf(scene)).toEqual([...expected].sort());
  }
  expect((await scene.patch({})).status).toBe(200);
  expect(await flowsOf(scene)).toEqual([...expected].sort());
  const runs = (await scene.as('GET', '/v1/requests?limit=100')).body.data;
  for (const run of runs) await scene.waitForStatus(run.request_id, 'completed');
  expect(runs[0]).toMatchObject({ user_key: scene.userKey, object: { type: 'order', id: '1001' } });
});

test('the condition of a trigger sees the changed order', async () => {
  const scene = await shopWithOrder();
  const when = "order.tags contains 'vip' and order.total < 50 and variables.gift == false";
  await scene.saveFlow({ trigger: { on: 'order.updated', when }, steps: END });
  await scene.patch({ tags: ['vip'] });
  await scene.patch({ total: '49.90' });
  expect(await flowsOf(scene)).toEqual([]);
  await scene.patch({ variables: { gift: false } });
  expect(await flowsOf(scene)).toEqual(['flow']);
});

test('a change ends the running requests whose cancel_on names it, and their pushes', async () => {
  const scene = await shopWithOrder();
  await scene.configureMerchant({ behaviour: { updateObject: [{ status: 500, forever: true }] } });
  await scene.saveFlow({
    cancel_on: [{ on: 'order.paid', when: 'order.total > 50' }],
    steps: [
      { id: 'push', do: 'update_object', variables: { asked: true } },
      { id: 'pause', do: 'wait', for: '1d' },
      ...END,
    ],
  });
  const requestId = await scene.start();
  const other = await scene.start('flow', { object: { type: 'order', id: '1002' } });
  await scene.waitForStatus(requestId, 'waiting');
  await scene.waitForStatus(other, 'waiting');
  const pushes = async () =>
    (await env.DB.prepare('select state from pushes where request_id = ?').bind(requestId).all()).results;
  await until(async () => expect(await pushes()).toEqual([{ state: 'retrying' }]));
  await scene.patch({ tags: ['vip'] });
  expect((await scene.request(requestId)).status).toBe('waiting');
  await scene.patch({ financial_status: 'paid' });
  expect(await scene.request(requestId)).toMatchObject({ status: 'cancelled', outcome: 'order.paid' });
  expect((await scene.request(other)).status).toBe('waiting');
  expect(await pushes()).toEqual([{ state: 'cancelled' }]);
});

test('what a change starts and cancels at once never runs', async () => {
  const scene = await shopWithOrder();
  await scene.saveFlow({ trigger: { on: 'order.updated' }, cancel_on: [{ on: 'order.cancelled' }], steps: END });
  await scene.patch({ cancelled_at: '2026-07-01T09:30:00Z' });
  const { data } = (await scene.as('GET', '/v1/requests')).body;
  expect(data).toMatchObject([{ status: 'cancelled', outcome: 'order.cancelled' }]);
});

test('of many patches at once none is lost, and the same change among them starts its flow once', async () => {
  const scene = await shopWithOrder();
  await saveFlows(scene);
  const members = Array.from({ length: 6 }, (_, i) => `m${i}`);
  const patches = [
    ...members.map((name) => ({ variables: { [name]: 1 } })),
    { tags: ['vip'] },
    { total: '10.00' },
    ...[1, 2, 3].map(() => ({ financial_status: 'paid' })),
  ];
  const answers = await Promise.all(patches.map((change) => scene.patch(change)));
  expect(answers.map(({ status }) => status)).toEqual(patches.map(() => 200));
  const { body } = await scene.as('GET', scene.path);
  expect(body).toMatchObject({ tags: ['vip'], total: '10.00', financial_status: 'paid' });
  expect(Object.keys(body.variables).sort()).toEqual(['gift', ...members, 'notes']);
  const flows = await flowsOf(scene);
  expect(flows.filter((flow) => flow === 'order-paid')).toHaveLength(1);
  // One for each variable, the tags, the total and the payment.
  expect(flows.filter((flow) => flow === 'order-updated')).toHaveLength(members.length + 3);
});

test.each([
  ['an unknown member', { note: 'x' }, '/note'],
  ['an unknown member within', { shipping_address: { via: 'x' } }, '/shipping_address/via'],
  ['a status in capitals', { financial_status: 'PAID' }, '/financial_status'],
  ['an amount as a number', { total: 59.9 }, '/total'],
  ['no items', { items: [] }, '/items'],
  ['an empty tag', { tags: [' '] }, '/tags/0'],
  ['an hour that the clocks skip', { cancelled_at: '2026-03-29T02:30:00' }, '/cancelled_at'],
  ['no instant', { cancelled_at: 'yesterday' }, '/cancelled_at'],
  ['variables that are too large together', { variables: { more: 'x'.repeat(32_740) } }, '/variables'],
])('%s is rejected with its path and changes nothing', async (_, change, path) => {
  const scene = await shopWithOrder();
  const { body } = await scene.patch(change);
  expect(body).toMatchObject({ status: 422, code: 'validation_failed' });
  expect(body.errors.map((error: { path: string }) => error.path)).toEqual([path]);
  const before = withoutRequestIds(scene.order);
  expect((await scene.as('GET', scene.path)).body).toEqual(before);
});

test('a patch needs the scope orders:write, and the order must be the account’s own', async () => {
  const scene = await shopWithOrder();
  const { body: reader } = await scene.as('POST', '/v1/keys', { name: 'reader', scopes: ['requests:read'] });
  const { body: writer } = await scene.as('POST', '/v1/keys', { name: 'writer', scopes: ['orders:write'] });
  const patchAs = (key: string) =>
    call('PATCH', scene.path, { headers: { 'x-api-key': key }, body: { tags: ['vip'] } });
  expect((await patchAs(reader.api_key)).body).toMatchObject({ status: 403, code: 'missing_scope' });
  expect((await patchAs((await newScene()).key)).body).toMatchObject({ status: 404, code: 'not_found' });
  expect((await patchAs(writer.api_key)).status).toBe(200);
});

test('of an order of a Shopify store only the variables can be changed, which starts nothing', async () => {
  const scene = await newShopifyScene();
  await saveFlows(scene);
  const number = newOrderNumber();
  await scene.webhook(shopifyOrder(number));
  await scene.waitForWebhooks(1);
  const [order] = await scene.orders();
  const path = `/v1/orders/${order.id}`;
  const refused = await scene.as('PATCH', path, { variables: { a: 1 }, financial_status: 'paid', tags: [] });
  expect(refused.body).toMatchObject({ status: 422, code: 'validation_failed' });
  expect(refused.body.errors).toMatchObject([
    { path: '/tags', code: 'set_by_shopify' },
    { path: '/financial_status', code: 'set_by_shopify' },
  ]);
  const changes = ['a', 'b', 'c'].map((name) => scene.as('PATCH', path, { variables: { [name]: 1 } }));
  expect((await Promise.all(changes)).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await scene.as('GET', path)).body).toEqual({ ...order, variables: { a: 1, b: 1, c: 1 } });
  expect(await flowsOf(scene)).toEqual([]);
  // A version that Shopify sent before the patch still arrives.
  await scene.webhook(shopifyOrder(number, { tags: 'late' }), { action: 'update' });
  await scene.waitForWebhooks(2);
  expect((await scene.as('GET', path)).body).toMatchObject({ tags: ['late'], variables: { a: 1, b: 1, c: 1 } });
});
