import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { makeDeps } from '../../src/composition/make-deps';
import { readSettings } from '../../src/composition/settings';
import { cancelRequests, insertRequests } from '../../src/db/requests/request-statements';
import { runBatch } from '../../src/db/sql/batch';
import { openDatabase } from '../../src/db/sql/database';
import { planOrderEvent } from '../../src/domain/orders/plan-order-event';
import { startRequests } from '../../src/domain/requests/start-requests';
import { stopRequests } from '../../src/domain/requests/stop-requests';
import type { OrderEvent } from '../../src/domain/triggers/trigger';
import { newScene, runCron, type Scene, until } from '../support/scene';

const meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
function deps() {
  const check = readSettings(env);
  if (!check.ok) throw new Error(check.invalid.join());
  return makeDeps(env, check.settings, { d1: env.DB, meter, traceId: 'order-events', ownHost: null });
}

/** Returns a queued webhook event of the scene's order 1001. */
async function happens(scene: Scene, on: OrderEvent, eventId: string, change: Record<string, unknown> = {}) {
  const all = deps();
  const account = await all.accounts.find(scene.accountId);
  const order = await all.orders.findByOrderId(scene.accountId, scene.storeId, '1001');
  if (!account || !order) throw new Error('the scene has no order');
  const { accountId } = scene;
  const ask = { accountId, storeId: scene.storeId, orderId: '1001', dedupeKey: '', deliveryId: null };
  const known = await all.inboundOrders.loadContext([ask]);
  const flows = known.flows.filter((flow) => flow.on === on);
  const event = { on, order: { ...order, ...change }, shipments: [], eventId, flows, watching: known.watching };
  const plan = planOrderEvent(all, account, event);
  const db = openDatabase(env.DB);
  const end = { accountId, requestIds: plan.cancelled, outcome: on, now: Date.now(), visibleAt: Date.now() + 60_000 };
  const { cancelled } = await runBatch(db, {
    cancelled: cancelRequests(db, end),
    started: insertRequests(db, plan.started),
  });
  await stopRequests(all, { requestIds: plan.cancelled, released: cancelled.released });
  await startRequests(all, plan.started);
  return plan;
}

async function shopWithOrder(): Promise<Scene> {
  const scene = await newScene();
  const items = [{ quantity: 1 }];
  const customer = { phone: scene.userKey };
  const order = { order_id: '1001', currency: 'EUR', total: '59.90', items, customer, payment_method: 'cod' };
  expect((await scene.as('POST', '/v1/createOrder', order)).status).toBe(201);
  return scene;
}

const runsOf = async (scene: Scene) => (await scene.as('GET', '/v1/requests')).body.data;

test.each<OrderEvent>(['order.updated', 'order.cancelled', 'order.fulfilled', 'order.paid'])(
  '%s starts the flows that wait for it, each once though the event comes twice',
  async (on) => {
    const scene = await shopWithOrder();
    const steps = [{ id: 'done', do: 'end', outcome: 'ok' }];
    await scene.saveFlow({ trigger: { on }, steps }, 'always');
    await scene.saveFlow({ trigger: { on, when: 'order.total > 50' }, steps }, 'dear');
    await scene.saveFlow({ trigger: { on, when: 'order.total > 500' }, steps }, 'dearer');
    await scene.saveFlow({ trigger: { on: 'order.created' }, steps }, 'other');
    await happens(scene, on, 'event-1');
    await happens(scene, on, 'event-1');
    const runs = await runsOf(scene);
    expect(runs.map(({ flow }: any) => flow)).toEqual(['dear', 'always']);
    for (const { request_id } of runs) await scene.waitForStatus(request_id, 'completed');
    await happens(scene, on, 'event-2');
    expect(await runsOf(scene)).toHaveLength(4);
  },
);

const remind = [
  { id: 'ask', do: 'send_message', to: '{{ request.user_key }}', text: 'Confermi?' },
  { id: 'push', do: 'update_object', variables: { asked: true } },
  { id: 'answer', do: 'wait_for_reply', timeout: '24h', on_timeout: 'remind' },
  { id: 'yes', do: 'end', outcome: 'yes' },
  { id: 'remind', do: 'send_message', to: '{{ request.user_key }}', text: 'Allora?' },
  { id: 'done', do: 'end', outcome: 'reminded' },
];

test('a cancelled order ends its request, whose reminder and pushes are never sent', async () => {
  const scene = await shopWithOrder();
  await scene.configureMerchant({ behaviour: { updateObject: [{ status: 500, forever: true }] } });
  await scene.openWindow();
  await scene.saveFlow({
    cancel_on: [{ on: 'order.cancelled', when: "order.payment_method == 'cod'" }],
    steps: remind,
  });
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  const otherOrder = await scene.start('flow', { object: { type: 'order', id: '1002' } });
  await scene.waitForStatus(otherOrder, 'waiting');

  // A push that is in flight would be cancelled by its result.
  const stateOfPush = () =>
    env.DB.prepare('select state from pushes where request_id = ?').bind(requestId).first<string>('state');
  await until(async () => expect(await stateOfPush()).toBe('retrying'));
  await happens(scene, 'order.paid', 'paid');
  await happens(scene, 'order.cancelled', 'first', { paymentMethod: 'card' });
  expect((await scene.request(requestId)).status).toBe('waiting');
  await happens(scene, 'order.cancelled', 'second');
  expect(await scene.request(requestId)).toMatchObject({ status: 'cancelled', outcome: 'order.cancelled' });
  expect((await scene.request(otherOrder)).status).toBe('waiting');

  const { results } = await env.DB.prepare('select state from pushes where request_id = ?').bind(requestId).all();
  expect(results).toEqual([{ state: 'cancelled' }]);
  await env.DB.prepare('update request_steps set deadline = 0 where request_id = ?').bind(requestId).run();
  await runCron();
  const sent = (await scene.sentMessages()).map(({ body }) => body.text.body);
  expect(sent).toEqual(['Confermi?', 'Confermi?']);
  expect((await scene.request(requestId)).status).toBe('cancelled');
});

test('an event that restarts a flow ends the earlier run, but not its own when it is repeated', async () => {
  const scene = await shopWithOrder();
  const on = 'order.updated';
  await scene.saveFlow({
    trigger: { on },
    cancel_on: [{ on }],
    steps: [
      { id: 'pause', do: 'wait', for: '1d' },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  const [first] = (await happens(scene, on, 'a')).started;
  await scene.waitForStatus(first?.requestId ?? '', 'waiting');
  const [second] = (await happens(scene, on, 'b')).started;
  await happens(scene, on, 'b');
  await scene.waitForStatus(second?.requestId ?? '', 'waiting');
  expect((await scene.request(first?.requestId ?? '')).outcome).toBe(on);
});

test('conditions of triggers and cancellations read the settings of the flow', async () => {
  const scene = await shopWithOrder();
  const flow = {
    trigger: { on: 'order.updated', when: 'order.total > settings.least' },
    cancel_on: [{ on: 'order.cancelled', when: 'order.payment_method == settings.payment' }],
    settings: {
      least: { type: 'number', default: 50 },
      payment: { type: 'choice', default: 'cod', choices: [{ value: 'cod' }, { value: 'card' }] },
    },
    steps: [
      { id: 'pause', do: 'wait', for: '1d' },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  };
  await scene.saveFlow({ ...flow, values: { least: 60 } }, 'dear');
  await scene.saveFlow({ ...flow, values: { payment: 'card' } }, 'card');
  await scene.saveFlow(flow, 'cod');
  const { started } = await happens(scene, 'order.updated', 'a');
  expect(started.map((request) => request.flow)).toEqual(['card', 'cod']);
  for (const { requestId } of started) await scene.waitForStatus(requestId, 'waiting');
  // The running requests keep the values of their version.
  await scene.saveFlow({ ...flow, values: { payment: 'card' } }, 'cod');
  const { cancelled } = await happens(scene, 'order.cancelled', 'b');
  expect(cancelled).toEqual(started.filter(({ flow: key }) => key === 'cod').map(({ requestId }) => requestId));
});
