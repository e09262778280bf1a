import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { replyValue } from '../standins/meta-webhooks';
import { newScene, type Scene, until } from '../support/scene';
import { sendOne } from '../support/send-one';

const TEMPLATE = { template: { name: 'cod_reminder', language: 'it' } };

/** Sends a message to a customer under a key and returns its result. */
const writeTo = (scene: Scene, userKey: string, to: string) => sendOne(scene, userKey, { to, ...TEMPLATE });
const stop = async (scene: Scene, from: string) => {
  await scene.webhook(replyValue({ from, text: 'STOP' }));
  await until(async () => expect((await scene.user(`+${from}`)).opted_out).not.toBeNull());
};

test('a number used for a test joins keys only until each key gets its own number', async () => {
  const scene = await newScene();
  const [shared, own] = [scene.userKey, `${scene.userKey}1`];
  for (const key of ['cust-1', 'cust-2']) expect(await writeTo(scene, key, shared)).toBe('sent');
  expect((await scene.user('cust-1')).requests).toHaveLength(2);
  expect(await writeTo(scene, 'cust-2', own)).toBe('sent');
  expect((await scene.user('cust-1')).requests).toHaveLength(1);
  expect((await scene.user(own)).requests).toHaveLength(2);
  await stop(scene, scene.customer);
  expect(await writeTo(scene, 'cust-1', shared)).toBe('opted_out');
  expect(await writeTo(scene, 'cust-2', own)).toBe('sent');
  expect(await writeTo(scene, 'cust-2', shared)).toBe('opted_out');
  await scene.as('DELETE', `/v1/users/${encodeURIComponent(shared)}`);
  expect((await scene.user('cust-1')).requests).toEqual([]);
  expect((await scene.user('cust-2')).requests).toHaveLength(4);
});

test('a customer who opted out gets no message at another number under the same key', async () => {
  const scene = await newScene();
  await writeTo(scene, 'cust-1', scene.userKey);
  await stop(scene, scene.customer);
  expect(await writeTo(scene, 'cust-1', `${scene.userKey}1`)).toBe('opted_out');
  await scene.as('POST', '/v1/users/cust-1/opt_in');
  expect(await writeTo(scene, 'cust-1', `${scene.userKey}1`)).toBe('sent');
});

test('a key of digits belongs to the customer to whom it was last used', async () => {
  const scene = await newScene();
  await writeTo(scene, '10042', scene.userKey);
  expect((await scene.user(scene.userKey)).requests).toHaveLength(1);
  expect((await scene.user('10042')).aliases).toEqual([scene.customer]);
  await stop(scene, scene.customer);
  expect((await scene.user('10042')).opted_out).not.toBeNull();
});

test('a request for one number that writes to another number is about two customers', async () => {
  const scene = await newScene();
  const [buyer, other] = [scene.userKey, `${scene.userKey}1`];
  await writeTo(scene, buyer, other);
  await stop(scene, other.slice(1));
  expect((await scene.user(buyer)).opted_out).toBeNull();
  expect(await writeTo(scene, buyer, buyer)).toBe('sent');
  await scene.as('DELETE', `/v1/users/${encodeURIComponent(buyer)}`);
  expect(await writeTo(scene, buyer, other)).toBe('opted_out');
});

test('two accounts with the same customer do not share their data', async () => {
  const [mine, theirs] = await Promise.all([newScene(), newScene()]);
  await writeTo(mine, 'cust-1', mine.userKey);
  await writeTo(theirs, 'cust-1', mine.userKey);
  await stop(mine, mine.customer);
  expect((await theirs.user('cust-1')).opted_out).toBeNull();
  await mine.as('DELETE', '/v1/users/cust-1');
  expect((await theirs.user(mine.userKey)).requests).toHaveLength(1);
  expect(await writeTo(theirs, 'cust-1', mine.userKey)).toBe('sent');
});

test('an e-mail address is the same customer everywhere, in capitals or not', async () => {
  const scene = await newScene();
  await scene.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'x' }] });
  const started = await scene.as('POST', '/v1/createRequest', { flow: 'flow', user_key: ' Ada@Example.IT' });
  expect(started.body.user_key).toBe('ada@example.it');
  const order = { order_id: '7', currency: 'EUR', total: '1.00', items: [{ quantity: 1 }] };
  const created = await scene.as('POST', '/v1/createOrder', { ...order, customer: { email: 'ADA@example.it' } });
  expect(created.body.user_key).toBe('ada@example.it');
  const local = { ...order, order_id: '8', customer: { email: 'ADA@localhost' } };
  expect((await scene.as('POST', '/v1/createOrder', local)).body.user_key).toBe('ada@localhost');
  for (const key of ['ada@example.it', 'Ada@Example.IT']) {
    const user = await scene.user(key);
    expect([user.requests.length, user.orders.length]).toEqual([1, 1]);
    const query = `user_key=${encodeURIComponent(key)}`;
    for (const path of ['getRequests', 'getFlowByUserKey']) {
      expect((await scene.as('GET', `/v1/${path}?${query}`)).body.data).toHaveLength(1);
    }
  }
});

test('requests are filtered by the key they were created with, also by an e-mail address', async () => {
  const scene = await newScene();
  await writeTo(scene, 'ada@example.it', scene.userKey);
  await writeTo(scene, scene.userKey, scene.userKey);
  await writeTo(scene, 'cust-1', scene.userKey);
  for (const key of ['ada@example.it', 'ADA@example.it', scene.userKey, 'cust-1']) {
    const { body } = await scene.as('GET', `/v1/getRequests?user_key=${encodeURIComponent(key)}`);
    expect(body.data.map((row: any) => row.user_key)).toEqual([key.toLowerCase()]);
  }
});

test('rows stored under an e-mail address with capitals are still found', async () => {
  const scene = await newScene();
  await scene.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'x' }] });
  const requestId = await scene.start('flow', { user_key: 'ada@example.it' });
  await scene.waitForStatus(requestId, 'completed');
  // As an earlier version stored it, before the migration.
  await env.DB.prepare('update requests set user_key = ? where request_id = ?').bind('Ada@Example.IT', requestId).run();
  const migrations = import.meta.glob<string>('../../migrations/0007_*.sql', {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  const [sql = ''] = Object.values(migrations);
  for (const statement of sql.split('--> statement-breakpoint').filter((one) => /insert/i.test(one))) {
    await env.DB.prepare(statement.trim().replace(/;$/, '')).run();
  }
  for (const key of ['ada@example.it', 'ADA@example.it']) {
    expect((await scene.user(key)).requests).toHaveLength(1);
    const query = `user_key=${encodeURIComponent(key)}`;
    for (const path of ['getRequests', 'getFlowByUserKey']) {
      expect((await scene.as('GET', `/v1/${path}?${query}`)).body.data).toHaveLength(1);
    }
  }
});
