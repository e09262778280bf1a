import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { newScene } from '../support/scene';
import { call } from '../support/tenant';

const nothing = { steps: [{ id: 'done', do: 'end', outcome: 'ok' }] };
const input = { flow: 'flow', user_key: '+393331234567' };

test('a repeated key and body get the first response again and create one request', async () => {
  const scene = await newScene();
  await scene.saveFlow(nothing);
  const send = (body: unknown = input) => scene.as('POST', '/v1/createRequest', body, { 'idempotency-key': 'one' });
  const first = await send();
  await scene.waitForStatus(first.body.request_id, 'completed');
  await scene.as('PATCH', '/v1/flows/flow', { active: false });
  const second = await send();
  expect(second.status).toBe(201);
  expect(second.body).toEqual(first.body);
  expect([first, second].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
  expect((await scene.as('GET', '/v1/getRequests')).body.data).toHaveLength(1);

  const reordered = await send({ user_key: input.user_key, flow: input.flow });
  expect(reordered.body).toEqual(first.body);
  const other = await send({ ...input, user_key: 'somebody' });
  expect(other.body).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
});

test('ten concurrent calls with one key create one request', async () => {
  const scene = await newScene();
  await scene.saveFlow(nothing);
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => scene.as('POST', '/v1/createRequest', input, { 'idempotency-key': 'burst' })),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map(({ body }) => body.request_id)).size).toBe(1);
  expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
  expect((await scene.as('GET', '/v1/getRequests')).body.data).toHaveLength(1);
});

test('a key belongs to one account and expires after a day', async () => {
  const [mine, other] = await Promise.all([newScene(), newScene()]);
  await Promise.all([mine.saveFlow(nothing), other.saveFlow(nothing)]);
  const send = (scene: typeof mine) => scene.as('POST', '/v1/createRequest', input, { 'idempotency-key': 'same' });
  const [first, theirs] = [await send(mine), await send(other)];
  expect(theirs.headers.get('idempotency-replayed')).toBeNull();
  await env.DB.prepare('update idempotency_keys set created_at = created_at - 86400000 where account_id = ?')
    .bind(mine.accountId)
    .run();
  const later = await send(mine);
  expect(later.headers.get('idempotency-replayed')).toBeNull();
  expect(later.body.request_id).not.toBe(first.body.request_id);
});

test('a rejected call does not use up its key', async () => {
  const scene = await newScene();
  const send = () => scene.as('POST', '/v1/createRequest', input, { 'idempotency-key': 'early' });
  expect((await send()).body.code).toBe('flow_not_found');
  await scene.saveFlow(nothing);
  expect((await send()).status).toBe(201);
});

test('a repeated order gets the first response with its key and a conflict without', async () => {
  const scene = await newScene();
  const order = { order_id: '1', currency: 'EUR', total: '1.00', items: [{ quantity: 1 }] };
  const first = await scene.as('POST', '/v1/createOrder', order, { 'idempotency-key': 'o' });
  const again = await scene.as('POST', '/v1/createOrder', order, { 'idempotency-key': 'o' });
  expect([again.status, again.body]).toEqual([201, first.body]);
  expect((await scene.as('POST', '/v1/createOrder', order)).status).toBe(409);
});

test.each([
  ['/v1/stores', { name: 'x', kind: 'custom' }, 'secret'],
  ['/v1/keys', { name: 'x' }, 'api_key'],
])('%s returns its secret again for the same key, and stores it encrypted only', async (path, body, secret) => {
  const scene = await newScene();
  const first = await scene.as('POST', path, body, { 'idempotency-key': 'k' });
  const again = await scene.as('POST', path, body, { 'idempotency-key': 'k' });
  expect(again.body).toEqual(first.body);
  const { results } = await env.DB.prepare('select * from idempotency_keys where account_id = ?')
    .bind(scene.accountId)
    .all();
  expect(JSON.stringify(results)).not.toContain(first.body[secret]);
});

test('a key with fewer scopes does not get the response of a key with more', async () => {
  const scene = await newScene();
  const narrow = (await scene.as('POST', '/v1/keys', { name: 'x', scopes: ['settings:write'] })).body.api_key;
  for (const body of [{ name: 'all' }, { name: 'named', scopes: ['users:read'] }]) {
    const headers = { 'idempotency-key': body.name };
    const wide = await scene.as('POST', '/v1/keys', body, headers);
    const asked = await call('POST', '/v1/keys', { body, headers: { ...headers, 'x-api-key': narrow } });
    expect(asked.body).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
    expect((await scene.as('POST', '/v1/keys', body, headers)).body).toEqual(wide.body);
  }
});

test.each(['', 'x'.repeat(256)])('a key that is too short or too long is rejected (%#)', async (key) => {
  const scene = await newScene();
  const answer = await scene.as('POST', '/v1/createRequest', input, { 'idempotency-key': key });
  expect(answer.status).toBe(422);
});
