import { beforeAll, expect, test } from 'vitest';
import { newScene, until } from '../support/scene';

let scene: Awaited<ReturnType<typeof newScene>>;
let requestId: string;

beforeAll(async () => {
  scene = await newScene();
  await scene.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] }, 'plain');
  const { body } = await scene.as('POST', '/v1/createRequest', { flow: 'plain', user_key: scene.userKey });
  requestId = body.request_id;
  await scene.waitForStatus(requestId, 'completed');
  await scene.reply({ text: 'Buongiorno' });
  await until(async () => {
    const user = await scene.user(scene.userKey);
    expect(user.messages).toHaveLength(1);
  });
});

/** An unencoded plus, as people type it in a browser, is decoded as a space. */
const spellings = (digits: string) => [
  `+${digits}`,
  `%2B${digits}`,
  `%20${digits}`,
  `+${digits.slice(0, 2)}%20${digits.slice(2)}`,
];

test.each(['getFlowByUserKey', 'getRequests', 'requests'])(
  '%s finds a customer by a number with an unencoded plus',
  async (path) => {
    for (const user_key of spellings(scene.customer)) {
      const { status, body } = await scene.as('GET', `/v1/${path}?user_key=${user_key}`);
      expect([user_key, status, body.data.map((row: any) => row.request_id)]).toEqual([user_key, 200, [requestId]]);
    }
  },
);

test.each(['getChargesByUserKey', 'getFlowByUserKey'])('%s returns the stored user key', async (path) => {
  for (const user_key of spellings(scene.customer)) {
    expect((await scene.as('GET', `/v1/${path}?user_key=${user_key}`)).body.user_key).toBe(scene.userKey);
  }
});

test('messages are found by a number with an unencoded plus', async () => {
  for (const user_key of spellings(scene.customer)) {
    expect((await scene.as('GET', `/v1/messages?user_key=${user_key}`)).body.data).toHaveLength(1);
  }
});

test('a path accepts every form of the number', async () => {
  for (const user_key of spellings(scene.customer)) {
    const { body } = await scene.as('GET', `/v1/users/${user_key}`);
    expect([body.user_key, body.requests.length]).toEqual([scene.userKey, 1]);
    expect((await scene.as('POST', `/v1/users/${user_key}/opt_out`)).body).toMatchObject({
      user_key: scene.userKey,
      opted_out: true,
    });
    expect((await scene.as('POST', `/v1/users/${user_key}/opt_in`)).body.user_key).toBe(scene.userKey);
  }
});

test('a key that starts with a space and is not a phone number is not changed', async () => {
  const { body } = await scene.as('GET', '/v1/getFlowByUserKey?user_key=%20cliente');
  expect(body).toMatchObject({ user_key: ' cliente', data: [] });
});
