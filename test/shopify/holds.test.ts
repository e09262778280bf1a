import { expect, test } from 'vitest';
import { planHolds } from '../../src/domain/shopify/update/plan-holds';
import { makePushesDue } from '../support/hurry-pushes';
import { until } from '../support/scene';
import { newShopifyShop } from '../support/shopify-admin';

const HOLD = { reason: 'INCORRECT_ADDRESS', note: 'Waiting for the customer' };

/** Returns a fulfillment order as the stand-in stores it. */
const fulfillmentOrder = (id: string, more: Record<string, unknown> = {}) => ({
  id: `gid://shopify/FulfillmentOrder/${id}`,
  location: 'gid://shopify/Location/1',
  status: 'OPEN',
  actions: ['CREATE_FULFILLMENT', 'HOLD'],
  lines: [],
  ...more,
});
const STARTED = { status: 'IN_PROGRESS', actions: ['CREATE_FULFILLMENT'] };
const foreignHold = {
  id: 'gid://shopify/FulfillmentHold/7',
  handle: 'fraud',
  reason: 'HIGH_RISK_OF_FRAUD',
  reasonNotes: null,
  app: 'another',
};

async function shopWith(...fulfillmentOrders: object[]) {
  const shop = await newShopifyShop();
  const change = (order: Record<string, unknown>) => shop.configureShopify({ orders: { [shop.orderId]: order } });
  await change({ fulfillmentOrders });
  return {
    ...shop,
    change,
    holdsOf: async (): Promise<any[][]> => (await shop.order()).fulfillmentOrders.map(({ holds = [] }: any) => holds),
    mutations: async (name: string): Promise<any[]> =>
      (await shop.shopState()).calls.filter(({ query }: any) => query.includes(`: ${name}(`)),
  };
}

test('every fulfillment order gets our hold once, also if the push is repeated', async () => {
  const shop = await shopWith(fulfillmentOrder('1'), fulfillmentOrder('2', { status: 'SCHEDULED', actions: ['HOLD'] }));
  const first = await shop.waitForPushState(await shop.push({ hold: HOLD }), 'delivered');
  expect(first).toMatchObject({ held: 'all', last_error: null });
  const holds = await shop.holdsOf();
  const ours = {
    id: expect.stringMatching(/^gid:\/\/shopify\/FulfillmentHold\//),
    handle: expect.stringMatching(/^aisac-[0-9a-f]{40}$/),
    reason: 'INCORRECT_ADDRESS',
    reasonNotes: 'Waiting for the customer',
    app: 'ours',
  };
  expect(holds).toEqual([[ours], [ours]]);
  expect(holds[0]?.[0].handle).toBe(holds[1]?.[0].handle);
  const again = await shop.waitForPushState(await shop.push({ hold: true }), 'delivered');
  expect(again.held).toBe('all');
  expect(await shop.holdsOf()).toEqual(holds);
  expect(await shop.mutations('fulfillmentOrderHold')).toHaveLength(1);
});

test('a lost answer sets no second hold', async () => {
  const shop = await shopWith(fulfillmentOrder('1'));
  await shop.configureShopify({ behaviour: [{ pass: true }, { answer_lost: true }] });
  const pushId = await shop.push({ hold: HOLD });
  const push = await shop.waitForPushState(pushId, 'delivered');
  expect(push).toMatchObject({ held: 'all', attempts: [{ error: 'connect_failed' }, { error: null }] });
  expect(await shop.holdsOf()).toMatchObject([[{ app: 'ours' }]]);
  expect(await shop.mutations('fulfillmentOrderHold')).toHaveLength(1);
});

test('what is held cannot be shipped until it is released', async () => {
  const shop = await shopWith(fulfillmentOrder('1'));
  await shop.waitForPushState(await shop.push({ hold: true }), 'delivered');
  const refused = await shop.waitForPushState(await shop.push({ fulfillment: true }), 'dead');
  expect(refused.last_error).toBe('nothing_to_fulfill');
  await shop.waitForPushState(await shop.push({ release_hold: true }), 'delivered');
  const { body: log } = await shop.as('GET', '/v1/audit?limit=100');
  const byFlows = log.data.filter(({ actor }: any) => actor.type === 'flow');
  expect(byFlows.map(({ action }: any) => action)).toEqual(['order.held', 'order.released']);
  expect(byFlows[0].targets[0]).toEqual({ type: 'order', id: expect.any(String) });
  await shop.waitForPushState(await shop.push({ fulfillment: true }), 'delivered');
  expect((await shop.order()).fulfillments).toHaveLength(1);
});

test('an order that Shopify has not routed yet is held as soon as it is', async () => {
  const shop = await shopWith();
  const pushId = await shop.push({ hold: true, tags: ['asked'] });
  const waiting = await shop.waitForPushState(pushId, 'retrying');
  expect(waiting).toMatchObject({ held: 'none', last_error: 'no_fulfillment_orders', attempts_made: 1 });
  expect(Date.parse(waiting.next_attempt_at) - Date.parse(waiting.updated_at)).toBeLessThanOrEqual(5_500);
  await shop.change({ fulfillmentOrders: [fulfillmentOrder('1')] });
  expect(await shop.waitForPushState(pushId, 'delivered')).toMatchObject({ held: 'all' });
  expect(await shop.order()).toMatchObject({ tags: ['asked'], fulfillmentOrders: [{ status: 'ON_HOLD' }] });
});

test('an order that is never routed ends the push after four more attempts, with nothing held', async () => {
  const shop = await shopWith();
  const pushId = await shop.push({ hold: true });
  for (const [i, seconds] of [5, 20, 60, 300].entries()) {
    const push = await until(async () => {
      const { body } = await shop.as('GET', `/v1/pushes/${pushId}`);
      expect(body).toMatchObject({ state: 'retrying', attempts_made: i + 1 });
      return body;
    });
    const delay = Date.parse(push.next_attempt_at) - Date.parse(push.attempts[i].started_at);
    expect(delay).toBeGreaterThanOrEqual(seconds * 1_000);
    expect(delay).toBeLessThan(seconds * 1_100 + 2_000);
    await makePushesDue(shop);
  }
  const ended = await shop.waitForPushState(pushId, 'delivered');
  expect(ended).toMatchObject({ held: 'none', attempts_made: 5 });
});

test.each([
  ['nothing', 'none', [fulfillmentOrder('1', STARTED)]],
  ['a part', 'partly', [fulfillmentOrder('1'), fulfillmentOrder('2', STARTED)]],
  [
    'everything, as the other was moved away',
    'all',
    [fulfillmentOrder('1', { status: 'CLOSED', actions: [] }), fulfillmentOrder('2')],
  ],
])('of an order on which the work has begun, %s is held', async (_, held, orders) => {
  const shop = await shopWith(...orders);
  expect((await shop.waitForPushState(await shop.push({ hold: true }), 'delivered')).held).toBe(held);
});

test('a release names our holds only: the hold of another app stays', async () => {
  const shop = await shopWith(fulfillmentOrder('1', { holds: [foreignHold] }), fulfillmentOrder('2'));
  await shop.waitForPushState(await shop.push({ hold: HOLD }), 'delivered');
  await shop.configureShopify({ behaviour: [{ pass: true }, { answer_lost: true }] });
  const push = await shop.waitForPushState(await shop.push({ release_hold: true }), 'delivered');
  expect(push.held).toBe('none');
  expect(await shop.holdsOf()).toEqual([[foreignHold], []]);
  const calls = await shop.mutations('fulfillmentOrderReleaseHold');
  expect(calls).toHaveLength(1);
  expect(calls[0].variables.holds0).toHaveLength(1);
  expect(calls[0].variables.holds1).toHaveLength(1);
  // With nothing of ours to release, Shopify is not told to release anything.
  const nothing = await shop.waitForPushState(await shop.push({ release_hold: true }), 'delivered');
  expect(nothing.held).toBe('none');
  expect(await shop.mutations('fulfillmentOrderReleaseHold')).toHaveLength(1);
});

test('a missing permission ends the push at once', async () => {
  const shop = await shopWith(fulfillmentOrder('1'));
  await shop.waitForPushState(await shop.push({ hold: true }), 'delivered');
  await shop.configureShopify({ releaseError: 'INVALID_ACCESS' });
  const refused = await shop.waitForPushState(await shop.push({ release_hold: true }), 'dead');
  expect(refused).toMatchObject({ last_error: 'invalid_access', attempts_made: 1 });
  await shop.configureShopify({ releaseError: null, scopes: ['write_orders'] });
  const denied = await shop.waitForPushState(await shop.push({ hold: true }), 'dead');
  expect(denied).toMatchObject({ last_error: 'access_denied', attempts_made: 1 });
});

test.each([
  [{ hold: true, release_hold: true }, '/release_hold'],
  [{ hold: true, fulfillment: true }, '/fulfillment'],
  [{ hold: { reason: 'BORED' } }, '/hold'],
])('the variables %j are refused', async (variables, field) => {
  const shop = await shopWith(fulfillmentOrder('1'));
  const push = await shop.waitForPushState(await shop.push(variables), 'dead');
  expect(push.last_error).toBe('invalid_variables');
  expect(JSON.parse(push.attempts[0].answer)[0].field).toContain(field);
  expect((await shop.shopState()).calls).toEqual([]);
});

test.each([
  ['all', [fulfillmentOrder('1')]],
  ['partly', [fulfillmentOrder('1'), fulfillmentOrder('2', STARTED)]],
  ['none', [fulfillmentOrder('1', STARTED)]],
])('a flow branches on the hold: %s', async (held, orders) => {
  const shop = await shopWith(...orders);
  const flow = {
    name: 'Hold',
    steps: [
      { id: 'hold', do: 'update_object', variables: { hold: HOLD }, wait: true, save_as: 'push' },
      { id: 'check', do: 'branch', cases: [{ when: "push.held == 'all'", goto: 'all' }], otherwise: 'some' },
      { id: 'all', do: 'end', outcome: 'all' },
      { id: 'some', do: 'end', outcome: '{{ push.held }}' },
    ],
  };
  expect((await shop.as('PUT', '/v1/flows/hold', flow)).body).toMatchObject({ version: 1 });
  const object = { type: 'order', id: shop.orderId };
  const { body } = await shop.as('POST', '/v1/createRequest', { flow: 'hold', user_key: 'ada@example.it', object });
  expect(await shop.waitForOutcome(body.request_id)).toBe(held);
  const request = (await shop.as('GET', `/v1/getRequest?request_id=${body.request_id}`)).body;
  expect(request.steps.find(({ step }: any) => step === 'hold').detail).toMatchObject({ state: 'delivered', held });
});

const state = (orders: any[], more = {}) => ({
  fulfillmentOrders: { nodes: orders.map((one) => ({ supportedActions: [{ action: 'HOLD' }], ...one })) },
  ...more,
});
const held = (id: string, handle: string | null = 'ours') => ({ id, handle });

test.each([
  ['nothing to hold', state([]), { toHold: [], toRelease: [], held: 'none', isUnrouted: true }],
  [
    'a cancelled order',
    state([], { cancelledAt: 'x' }),
    { toHold: [], toRelease: [], held: 'none', isUnrouted: false },
  ],
  [
    'a shipped part',
    state(
      [
        { id: 'a', status: 'CLOSED' },
        { id: 'b', status: 'OPEN' },
      ],
      { fulfillments: [{ status: 'SUCCESS', trackingInfo: [] }] },
    ),
    { toHold: ['b'], toRelease: [], held: 'partly', isUnrouted: false },
  ],
  [
    'a part whose shipment was cancelled',
    state([{ id: 'b', status: 'OPEN' }], { fulfillments: [{ status: 'CANCELLED', trackingInfo: [] }] }),
    { toHold: ['b'], toRelease: [], held: 'all', isUnrouted: false },
  ],
  [
    'holds of ours and of others',
    state([
      { id: 'a', status: 'ON_HOLD', fulfillmentHolds: [held('1'), held('2', 'other'), held('3', null)] },
      { id: 'b', status: 'ON_HOLD', fulfillmentHolds: [held('4', 'other')] },
    ]),
    { toHold: ['b'], toRelease: [{ id: 'a', holdIds: ['1'] }], held: 'all', isUnrouted: false },
  ],
])('the plan for %s', (_, order, expected) => {
  const plan = planHolds(order, 'ours');
  expect({ ...plan, held: plan.heldWith(plan.toHold) }).toMatchObject(expected);
});
