import { createExecutionContext, createMessageBatch } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { getTableName, isTable } from 'drizzle-orm';
import { expect, test } from 'vitest';
import * as schema from '../../src/db/schema';
import worker from '../../src/index';
import codFlow from '../support/cod-flow.json';
import { newReceiver } from '../support/event-receiver';
import { newScene, until } from '../support/scene';
import { storeShipment } from '../support/store-shipment';

/** Tables without customer data. This test fails for a new table that is neither listed here nor erased. */
const NOT_ON_CUSTOMERS = [
  'accounts',
  'api_keys',
  'sessions',
  'stores',
  'channels',
  'flows',
  'flow_versions',
  'templates',
  'subscriptions',
  'conversation_counters',
  'push_subscriptions',
  'quick_replies',
  'people',
  'passkeys',
  'invitations',
  'audit_entries',
  'spent_challenges',
  'uploads',
  'account_homes',
  'key_homes',
];

test('a customer is exported completely and erased from every table, and no one else is', async () => {
  const scene = await newScene();
  await scene.configureMerchant({
    objects: { '1001': { phone: scene.userKey, total: '1', customer: { first_name: 'Ada' } } },
  });
  const receiver = await newReceiver(scene, ['*'], { include: ['customer'] });
  await scene.saveFlow(codFlow, 'cod');
  const order = (customer: unknown, order_id: string) =>
    scene.as(
      'POST',
      '/v1/createOrder',
      { order_id, currency: 'EUR', total: '1.00', payment_method: 'cod', customer, items: [{ quantity: 1 }] },
      { 'idempotency-key': `order-${order_id}` },
    );
  const { body } = await order({ phone: scene.userKey }, '1001');
  await scene.waitForStatus(body.request_ids[0], 'waiting');
  const [sent] = await scene.sentMessages();
  await scene.status({ wamid: sent?.wamid ?? '', status: 'read' });
  await scene.reply({ text: 'ok' });
  await scene.waitForStatus(body.request_ids[0], 'completed');
  const live = await scene.start('cod');
  await scene.waitForStatus(live, 'waiting');
  await order({ email: 'other@example.it' }, '2');
  for (const orderId of ['1001', '2']) await storeShipment(scene.accountId, orderId);
  await scene.webhook({ messages: [{ from: scene.customer, type: 'text' }] });
  const userId = `IT.${scene.phoneNumberId}`;
  await scene.reply({ text: 'grazie', from_user_id: userId });
  const account = (await scene.as('GET', '/v1/account')).body.account_id;
  const junk = { id: 'x', timestamp: new Date(), attempts: 1, body: { account_id: account, junk: scene.customer } };
  await worker.queue(createMessageBatch('inbound-dead', [junk]), env, createExecutionContext());
  await until(async () => {
    const { body: kept } = await scene.as('GET', '/v1/inbound_events?state=kept');
    expect(kept.data).toHaveLength(1);
    const { body: found } = await scene.as('GET', `/v1/messages?user_key=${userId}`);
    expect(found.data.map((one: any) => one.direction)).toContain('out');
  });
  const user = `/v1/users/${encodeURIComponent(scene.userKey)}`;
  const out = await scene.as('POST', `${user}/opt_out`);
  expect(out.body).toMatchObject({ opted_out: true });
  const again = await scene.as('POST', `${user}/opt_out`);
  const exported = (await scene.as('GET', user)).body;
  expect(exported.aliases.toSorted()).toEqual([scene.customer, userId].toSorted());
  expect(exported.opted_out).toEqual({ at: out.body.opted_out_at, by: 'api' });
  // A repeated opt-out does not change the time.
  expect(again.body).toEqual(out.body);
  expect(exported.requests).toHaveLength(2);
  expect(exported.orders).toHaveLength(1);
  expect(exported.shipments).toMatchObject([{ order_id: '1001', state: 'in_transit', events: [{ source: 'api' }] }]);
  expect(exported.messages.map((one: any) => one.direction).sort()).toEqual(['in', 'in', 'out', 'out']);
  expect(exported.charges.length).toBeGreaterThanOrEqual(3);
  expect(exported.pushes).toHaveLength(1);
  const types = exported.events.map(({ type }: any) => type);
  expect(types).toEqual(expect.arrayContaining(['request.completed', 'message.received', 'message.read']));
  expect(JSON.stringify(exported.events)).not.toContain(scene.customer);
  await until(async () => expect(JSON.stringify(await receiver.bodies())).toContain(scene.userKey));

  const erased = await scene.as('DELETE', user);
  expect(erased.status).toBe(200);
  expect(erased.body.total).toBe(Object.values<number>(erased.body.erased).reduce((sum, count) => sum + count, 0));
  for (const [table, count] of Object.entries<number>(erased.body.erased)) expect(count, table).toBeGreaterThan(0);
  const logged = (await scene.as('GET', '/v1/audit?limit=100')).body.data.at(-1);
  expect(logged).toMatchObject({ action: 'customer.erased', actor: { type: 'key' }, targets: [] });

  const tables: string[] = Object.values<unknown>(schema)
    .filter((one) => isTable(one))
    .map((table) => getTableName(table));
  expect([...Object.keys(erased.body.erased), ...NOT_ON_CUSTOMERS].toSorted()).toEqual(tables.toSorted());
  for (const table of tables) {
    const { results } = await env.DB.prepare(`select * from ${table}`).all();
    expect(JSON.stringify(results), table).not.toContain(scene.customer);
  }
  expect((await scene.as('GET', user)).body).toMatchObject({ requests: [], orders: [], messages: [], charges: [] });
  expect((await scene.as('GET', '/v1/orders')).body.data.map((one: any) => one.order_id)).toEqual(['2']);
  for (const table of ['shipments', 'shipment_aliases', 'shipment_events']) {
    const left = await env.DB.prepare(`select * from ${table} where account_id = ?`).bind(scene.accountId).all();
    expect(left.results, table).toHaveLength(1);
  }
  expect((await scene.as('DELETE', user)).body.total).toBe(0);
});

test('after an erasure the next push of an object has a new sequence number', async () => {
  const scene = await newScene();
  await scene.saveFlow({
    steps: [
      { id: 'first', do: 'update_object', object: { id: '1001' }, variables: { a: 1 } },
      { id: 'second', do: 'update_object', object: { id: '1001' }, variables: { a: 2 }, wait: true },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  await scene.waitForStatus(await scene.start(), 'completed');
  const { body } = await scene.as('DELETE', `/v1/users/${encodeURIComponent(scene.userKey)}`);
  expect(body.erased.pushes).toBe(2);
  await scene.waitForStatus(await scene.start(), 'completed');
  const { deliveries } = await scene.merchantCalls();
  expect(deliveries.map((one) => one.body.sequence)).toEqual([1, 2, 3, 4]);
  expect(deliveries.map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok', 'ok']);
});

test('a customer of another account with the same number is not changed', async () => {
  const [mine, other] = await Promise.all([newScene(), newScene()]);
  await other.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
  const requestId = await other.start();
  await other.waitForStatus(requestId, 'completed');
  const erased = await mine.as('DELETE', `/v1/users/${encodeURIComponent(other.userKey)}`);
  expect(erased.body.total).toBe(0);
  expect((await other.request(requestId)).status).toBe('completed');
});
