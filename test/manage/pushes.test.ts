import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { newScene, runCron, type Scene, until } from '../support/scene';

const push = (n: number) => ({
  steps: [
    { id: 'push', do: 'update_object', variables: { n } },
    { id: 'done', do: 'end', outcome: 'ok' },
  ],
});

/** Starts a flow that pushes once. Returns the push when it has reached the state. */
async function pushReaching(scene: Scene, n: number, state: string): Promise<any> {
  await scene.saveFlow(push(n), `push-${n}`);
  const requestId = await scene.start(`push-${n}`);
  return until(async () => {
    const { body } = await scene.as('GET', `/v1/pushes?request_id=${requestId}`);
    expect(body.data[0]?.state).toBe(state);
    return body.data[0];
  });
}

test('410 ends the push and pauses the store; later pushes are sent when the store is resumed', async () => {
  const scene = await newScene();
  await scene.configureMerchant({ behaviour: { updateObject: [{ status: 410, body: { gone: true } }] } });
  const dead = await pushReaching(scene, 1, 'dead');
  const shown = (await scene.as('GET', `/v1/pushes/${dead.push_id}`)).body;
  expect(shown).toMatchObject({ state: 'dead', last_error: 'http_410', next_attempt_at: null, sequence: 1 });
  expect(shown.attempts).toEqual([
    {
      number: 1,
      started_at: expect.any(String),
      duration_ms: expect.any(Number),
      status: 410,
      error: 'http_410',
      answer: '{"gone":true}',
    },
  ]);
  const store = await scene.as('GET', `/v1/stores/${scene.storeId}`);
  expect(store.body).toMatchObject({ paused_at: expect.any(String), paused_reason: 'http_410' });
  const { body: log } = await scene.as('GET', '/v1/audit?limit=100');
  expect(log.data.at(-1)).toMatchObject({
    action: 'store.paused',
    actor: { type: 'system' },
    targets: [{ type: 'store', id: scene.storeId }],
    metadata: { reason: 'http_410' },
  });

  const waiting = await pushReaching(scene, 2, 'pending');
  await env.DB.prepare('update pushes set held_until = 0 where push_id = ?').bind(waiting.push_id).run();
  await runCron();
  expect((await scene.merchantCalls()).deliveries).toHaveLength(0);

  const resumed = await scene.as('POST', `/v1/stores/${scene.storeId}/resume`);
  expect(resumed.body).toMatchObject({ paused_at: null, paused_reason: null });
  await runCron();
  await until(async () => expect((await scene.merchantCalls()).deliveries).toHaveLength(1));
  expect((await scene.as('POST', `/v1/stores/${scene.storeId}/resume`)).status).toBe(200);
});

test('a dead push is retried under its id, with a new retry schedule', async () => {
  const scene = await newScene();
  await scene.configureMerchant({ behaviour: { updateObject: [{ status: 410 }, { status: 500 }] } });
  const dead = await pushReaching(scene, 1, 'dead');
  await scene.as('POST', `/v1/stores/${scene.storeId}/resume`);
  const retried = await scene.as('POST', `/v1/pushes/${dead.push_id}/retry`);
  expect([retried.status, retried.body.push_id]).toEqual([200, dead.push_id]);
  const again = await scene.as('POST', `/v1/pushes/${dead.push_id}/retry`);
  expect(again.status).toBe(200);
  await until(async () => expect((await scene.merchantCalls()).deliveries).toHaveLength(1), 30_000);
  const { deliveries } = await scene.merchantCalls();
  expect(deliveries[0].headers['webhook-id']).toBe(dead.push_id);
  const shown = await until(async () => {
    const { body } = await scene.as('GET', `/v1/pushes/${dead.push_id}`);
    expect(body.state).toBe('delivered');
    return body;
  });
  expect(shown.attempts.map(({ number, status }: any) => [number, status])).toEqual([
    [1, 410],
    [2, 500],
    [3, 200],
  ]);
  const late = await scene.as('POST', `/v1/pushes/${dead.push_id}/retry`);
  expect(late.body).toMatchObject({ status: 409, code: 'push_not_dead' });
}, 60_000);

test('the dead pushes of a store and period are counted, then retried', async () => {
  const scene = await newScene();
  for (const n of [1, 2]) {
    await scene.configureMerchant({ behaviour: { updateObject: [{ status: 410 }] } });
    await pushReaching(scene, n, 'dead');
    await scene.as('POST', `/v1/stores/${scene.storeId}/resume`);
  }
  const recover = (more: Record<string, unknown>) =>
    scene.as('POST', '/v1/pushes/recover', { id_store: scene.storeId, from: '2026-01-01', to: '2100-01-01', ...more });
  expect((await recover({ dry_run: true })).body).toEqual({ recovered: 0, remaining: 2 });
  expect((await recover({ to: '2026-01-02' })).body).toEqual({ recovered: 0, remaining: 0 });
  expect((await recover({})).body).toEqual({ recovered: 2, remaining: 0 });
  await until(async () => expect((await scene.merchantCalls()).deliveries).toHaveLength(2));
  expect((await recover({})).body).toEqual({ recovered: 0, remaining: 0 });
  expect((await recover({ id_store: 'str_x' })).body).toMatchObject({ status: 404, code: 'store_not_found' });
  expect((await recover({ from: 'x' })).body).toMatchObject({ status: 422, errors: [{ path: '/from' }] });
}, 60_000);

test('a push of another account gets 404 in every route', async () => {
  const [mine, other] = await Promise.all([newScene(), newScene()]);
  const theirs = await pushReaching(other, 1, 'delivered');
  expect((await mine.as('GET', `/v1/pushes/${theirs.push_id}`)).status).toBe(404);
  expect((await mine.as('POST', `/v1/pushes/${theirs.push_id}/retry`)).status).toBe(404);
  expect((await mine.as('GET', '/v1/pushes')).body.data).toEqual([]);
});
