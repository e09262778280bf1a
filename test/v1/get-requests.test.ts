import { expect, test } from 'vitest';
import { newScene } from '../support/scene';

const nothing = { steps: [{ id: 'done', do: 'end', outcome: 'ok' }] };

test('requests are listed newest first, in pages and filtered, by query and by body', async () => {
  const scene = await newScene();
  await scene.saveFlow(nothing, 'one');
  await scene.saveFlow(nothing, 'two');
  const ids: string[] = [];
  for (const flow of ['one', 'two', 'one', 'two', 'one']) ids.push(await scene.start(flow));
  const newest = ids.toReversed();
  await Promise.all(ids.map((id) => scene.waitForStatus(id, 'completed')));

  const list = async (query: string) => (await scene.as('GET', `/v1/getRequests?${query}`)).body;
  const idsOf = (page: any) => page.data.map((one: any) => one.request_id);
  const first = await list('limit=2');
  expect(idsOf(first)).toEqual(newest.slice(0, 2));
  await scene.start('one');
  const second = await list(`limit=2&cursor=${first.next_cursor}`);
  expect(idsOf(second)).toEqual(newest.slice(2, 4));
  const third = await list(`limit=2&cursor=${second.next_cursor}`);
  expect(idsOf(third)).toEqual(newest.slice(4));
  expect(third.next_cursor).toBeNull();
  expect(first.data[0]).not.toHaveProperty('steps');

  expect(idsOf(await list('flow=two'))).toEqual(newest.filter((_, i) => i % 2 === 1));
  expect(idsOf(await list('flow=two&order=asc'))).toEqual(ids.filter((_, i) => i % 2 === 1));
  expect(idsOf(await list('status=failed&status=cancelled'))).toEqual([]);
  const posted = await scene.as('POST', '/v1/getRequests', { status: ['completed'], outcome: 'ok', flow: 'two' });
  expect(idsOf(posted.body)).toEqual(newest.filter((_, i) => i % 2 === 1));
  expect(idsOf(await list('created_to=2020-01-01'))).toEqual([]);
  expect(idsOf(await list('created_from=2020-01-01T00:00:00Z&flow=two'))).toHaveLength(2);
});

test.each([
  ['limit=0', '?limit'],
  ['limit=101', '?limit'],
  ['limit=x', '?limit'],
  ['cursor=nonsense', '?cursor'],
  ['cursor=c1.AAAA', '?cursor'],
  ['status=happy', '?status'],
  ['created_from=yesterday', '?created_from'],
  ['created_to=2026-03-29T02:30:00', '?created_to'],
  ['order=up', '?order'],
])('%s is rejected with the name of the parameter', async (query, path) => {
  const scene = await newScene();
  const { body } = await scene.as('GET', `/v1/getRequests?${query}`);
  expect(body).toMatchObject({ status: 422, errors: [{ path }] });
});

test('another account does not see them', async () => {
  const [mine, other] = await Promise.all([newScene(), newScene()]);
  await other.saveFlow(nothing);
  await other.start();
  expect((await mine.as('GET', '/v1/getRequests')).body).toEqual({ data: [], next_cursor: null });
  const runs = await mine.as('GET', `/v1/getFlowByUserKey?user_key=${encodeURIComponent(other.userKey)}`);
  expect(runs.body).toEqual({ user_key: other.userKey, data: [], next_cursor: null });
  const charges = await mine.as('GET', `/v1/getChargesByUserKey?user_key=${encodeURIComponent(other.userKey)}`);
  expect(charges.body).toMatchObject({ total: '0.0000', data: [] });
});

test.each([
  ['requests', 'status', 'completed'],
  ['getRequests', 'status', 'completed'],
  ['pushes', 'state', 'dead'],
])('%s accepts a repeated filter up to a stated number of values', async (path, name, value) => {
  const scene = await newScene();
  const list = (times: number) => scene.as('GET', `/v1/${path}?${`${name}=${value}&`.repeat(times)}`);
  expect((await list(50)).body).toEqual({ data: [], next_cursor: null });
  for (const times of [51, 99, 500]) {
    const { status, body } = await list(times);
    expect([status, body.errors]).toEqual([
      422,
      [{ path: `?${name}`, code: 'too_big', message: 'This must have at most 50 items' }],
    ]);
  }
});

test('so does the filter in a body', async () => {
  const scene = await newScene();
  const list = (times: number) => scene.as('POST', '/v1/getRequests', { status: Array(times).fill('failed') });
  expect((await list(50)).status).toBe(200);
  expect((await list(99)).body).toMatchObject({ status: 422, errors: [{ path: '/status', code: 'too_big' }] });
});
