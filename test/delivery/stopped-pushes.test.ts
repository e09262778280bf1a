import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { newScene, type Scene, until } from '../support/scene';

const pushFlow = (variables: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  steps: [
    { id: 'push', do: 'update_object', variables, ...more },
    { id: 'done', do: 'end', outcome: 'ok' },
  ],
});

async function pushOf(scene: Scene, requestId: string): Promise<any> {
  const { body } = await scene.as('GET', `/v1/pushes?request_id=${requestId}`);
  if (!body.data[0]) throw new Error('there is no push yet');
  return (await scene.as('GET', `/v1/pushes/${body.data[0].push_id}`)).body;
}
const waitForState = (scene: Scene, requestId: string, state: string): Promise<any> =>
  until(async () => {
    const push = await pushOf(scene, requestId);
    expect(push.state).toBe(state);
    return push;
  });
const cancel = async (scene: Scene, requestId: string) =>
  expect((await scene.as('DELETE', `/v1/requests/${requestId}`)).status).toBe(200);
const remove = async (scene: Scene) =>
  expect((await scene.as('DELETE', `/v1/stores/${scene.storeId}`)).status).toBe(204);

/** A push in flight, to which the merchant responds after a while. */
async function pushInFlight(behaviour: unknown, more: Record<string, unknown> = { wait: true }) {
  const scene = await newScene();
  await scene.configureMerchant({ behaviour: { updateObject: [behaviour] } });
  await scene.saveFlow(pushFlow({ n: 1 }, more));
  await scene.saveFlow(pushFlow({ n: 2 }), 'next');
  const requestId = await scene.start();
  await waitForState(scene, requestId, 'in_flight');
  return { scene, requestId };
}

test('a push in flight whose request is cancelled shows its real result: delivered, charged once, with its attempt', async () => {
  const { scene, requestId } = await pushInFlight({ slow: 1_200 });
  await cancel(scene, requestId);
  const next = await scene.start('next');
  await waitForState(scene, next, 'blocked');
  expect(await waitForState(scene, requestId, 'delivered')).toMatchObject({
    attempts_made: 1,
    attempts: [{ number: 1, status: 200, error: null }],
    delivered_at: expect.any(String),
    next_attempt_at: null,
  });
  expect((await scene.request(requestId)).status).toBe('cancelled');
  await waitForState(scene, next, 'delivered');
  const charged = (await scene.charges()).data.filter(({ request_id: id }: any) => id === requestId);
  expect(charged.map(({ kind }: any) => kind).toSorted()).toEqual(['flow.run', 'push']);
});

test('if it fails it is not retried, and releases the next one', async () => {
  const { scene, requestId } = await pushInFlight({ wait: 1_000, status: 500 });
  await cancel(scene, requestId);
  const next = await scene.start('next');
  expect(await waitForState(scene, requestId, 'cancelled')).toMatchObject({
    attempts_made: 1,
    last_error: 'http_500',
    attempts: [{ status: 500 }],
    next_attempt_at: null,
  });
  await waitForState(scene, next, 'delivered');
  expect((await scene.merchantCalls()).deliveries.map(({ body }) => body.variables.n)).toEqual([2]);
});

test('if it was accepted but not verified yet it is unverified, and charged', async () => {
  const scene = await newScene();
  await scene.configureMerchant({ behaviour: { getObject: [{ status: 500, forever: true }] } });
  await scene.saveFlow(pushFlow({ n: 1 }, { wait: true, verify: true }));
  const requestId = await scene.start();
  await waitForState(scene, requestId, 'retrying');
  await cancel(scene, requestId);
  expect(await waitForState(scene, requestId, 'unverified')).toMatchObject({
    attempts: [{ status: 200, error: null }],
  });
  expect((await scene.charges()).data.map(({ kind }: any) => kind)).toContain('push');
});

test('a push of a cancelled request is not sent again after its consumer crashed', async () => {
  const scene = await newScene();
  await scene.configureMerchant({ behaviour: { updateObject: [{ status: 500 }] } });
  await scene.saveFlow(pushFlow({ n: 1 }, { wait: true }));
  const requestId = await scene.start();
  const { push_id } = await waitForState(scene, requestId, 'retrying');
  await env.DB.prepare("update pushes set state = 'in_flight', next_at = 0, held_until = 0 where push_id = ?")
    .bind(push_id)
    .run();
  await cancel(scene, requestId);
  expect(await pushOf(scene, requestId)).toMatchObject({ state: 'in_flight' });
  await env.PUSHES.send({ push_id, account_id: scene.accountId });
  expect(await waitForState(scene, requestId, 'cancelled')).toMatchObject({ attempts_made: 1 });
  expect((await scene.merchantCalls()).deliveries).toEqual([]);
});

const story = {
  steps: [
    { id: 'push', do: 'update_object', variables: { n: 1 }, wait: true, on_failed: 'read' },
    { id: 'took', do: 'end', outcome: 'taken' },
    { id: 'read', do: 'get_object', save_as: 'order', on_not_found: 'gone' },
    { id: 'found', do: 'end', outcome: 'found' },
    { id: 'gone', do: 'end', outcome: 'gone' },
  ],
};

test('a deleted store is no longer called: its pushes are cancelled, and the runs that waited for them continue', async () => {
  const scene = await newScene();
  await scene.configureMerchant({ behaviour: { updateObject: [{ status: 500 }] } });
  await scene.saveFlow(story);
  await scene.saveFlow(pushFlow({ n: 2 }), 'next');
  const retrying = await scene.start();
  await waitForState(scene, retrying, 'retrying');
  const blocked = await scene.start('next');
  await waitForState(scene, blocked, 'blocked');
  await remove(scene);
  expect((await pushOf(scene, retrying)).state).toBe('cancelled');
  expect((await pushOf(scene, blocked)).state).toBe('cancelled');
  const failed = await scene.waitForStatus(retrying, 'failed');
  expect(failed.error).toMatchObject({ code: 'store_deleted', step: 'read' });
  const { gets, deliveries } = await scene.merchantCalls();
  expect([gets, deliveries]).toEqual([[], []]);
});

test('a push in flight to a deleted store gets its real result', async () => {
  const taken = await pushInFlight({ slow: 1_200 });
  const failing = await pushInFlight({ wait: 1_000, status: 500 }, { wait: true, on_failed: 'done' });
  for (const { scene } of [taken, failing]) await remove(scene);
  await waitForState(taken.scene, taken.requestId, 'delivered');
  expect((await taken.scene.waitForStatus(taken.requestId, 'completed')).outcome).toBe('ok');
  await waitForState(failing.scene, failing.requestId, 'cancelled');
  expect((await failing.scene.waitForStatus(failing.requestId, 'completed')).outcome).toBe('ok');
});

test('a push to a store that has been deleted is cancelled at once', async () => {
  const scene = await newScene();
  await scene.saveFlow({
    steps: [
      { id: 'person', do: 'hand_over', note: 'x' },
      { id: 'push', do: 'update_object', variables: { n: 1 }, wait: true },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  await remove(scene);
  const resumed = await scene.as('PATCH', `/v1/requests/${requestId}`, { resume: 'push' });
  expect([resumed.status, resumed.status === 200 ? '' : resumed.body]).toEqual([200, '']);
  expect((await scene.waitForStatus(requestId, 'failed')).error).toMatchObject({
    code: 'push_cancelled',
    step: 'push',
  });
  expect(await pushOf(scene, requestId)).toMatchObject({ state: 'cancelled', attempts_made: 0, next_attempt_at: null });
  expect((await scene.merchantCalls()).deliveries).toEqual([]);
});

test('a dead push of a deleted store is not retried', async () => {
  const scene = await newScene();
  await scene.configureMerchant({ behaviour: { updateObject: [{ status: 410 }] } });
  await scene.saveFlow(pushFlow({ n: 1 }));
  const requestId = await scene.start();
  const { push_id } = await waitForState(scene, requestId, 'dead');
  await remove(scene);
  const retried = await scene.as('POST', `/v1/pushes/${push_id}/retry`);
  expect([retried.status, retried.body.code]).toEqual([404, 'store_not_found']);
  expect((await pushOf(scene, requestId)).state).toBe('dead');
});
