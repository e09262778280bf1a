import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { makePushesDue } from '../support/hurry-pushes';
import { newScene, type Scene, until } from '../support/scene';

async function failTimes(scene: Scene, requestIds: string[], times: number): Promise<void> {
  for (let attempts = 1; attempts <= times; attempts += 1) {
    await until(async () => {
      for (const requestId of requestIds) {
        const { body } = await scene.as('GET', `/v1/pushes?request_id=${requestId}`);
        expect(body.data[0].attempts_made).toBeGreaterThanOrEqual(attempts);
      }
    });
    await resetCircuit(scene);
    await makePushesDue(scene);
  }
}

/** Closes the circuit, which opens after five failures, so that the test need not wait. */
const resetCircuit = (scene: Scene) =>
  env.STORE_RATE.getByName(scene.storeId).report({ results: [{ push_id: 'psh_other', outcome: 'ok' }] });

const events = async (scene: Scene, query = '') => (await scene.as('GET', `/v1/inbound_events${query}`)).body;

test('a store that fails for half of the schedule causes one warning, and another one only after it has worked again', async () => {
  const scene = await newScene();
  await scene.configureMerchant({ behaviour: { updateObject: [{ status: 500, forever: true }] } });
  await scene.saveFlow({
    steps: [
      { id: 'push', do: 'update_object', variables: { n: 1 } },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  const two = [await scene.start(), await scene.start('flow', { object: { type: 'order', id: '2' } })];
  await failTimes(scene, two, 4);
  expect((await events(scene)).data).toEqual([]);
  await failTimes(scene, two, 6);
  const warned = await events(scene, '?type=store.failing');
  expect(warned.data).toEqual([
    {
      event_id: expect.stringMatching(/^evt_/),
      type: 'store.failing',
      about: { id_store: scene.storeId, push_id: expect.stringMatching(/^psh_/), last_error: 'http_500' },
      state: null,
      created_at: expect.any(String),
    },
  ]);
  expect((await events(scene, '?type=store.paused')).data).toEqual([]);

  await scene.configureMerchant({ behaviour: { updateObject: [] } });
  await makePushesDue(scene);
  await until(async () => expect((await scene.merchantCalls()).deliveries).toHaveLength(2));
  await scene.configureMerchant({ behaviour: { updateObject: [{ status: 503, forever: true }] } });
  await failTimes(scene, [await scene.start()], 6);
  expect((await events(scene)).data).toHaveLength(2);
}, 120_000);

test('a pause causes one warning, however many pushes got a 410', async () => {
  const scene = await newScene();
  await scene.configureMerchant({ behaviour: { updateObject: [{ status: 410, forever: true }] } });
  await scene.saveFlow({
    steps: [
      { id: 'push', do: 'update_object', variables: { n: 1 } },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  await Promise.all(['1', '2', '3'].map((id) => scene.start('flow', { object: { type: 'order', id } })));
  await until(async () => expect((await events(scene)).data).toHaveLength(1));
  expect((await events(scene)).data[0]).toMatchObject({ type: 'store.paused', about: { last_error: 'http_410' } });

  await scene.as('POST', `/v1/stores/${scene.storeId}/resume`);
  await scene.start('flow', { object: { type: 'order', id: '4' } });
  await until(async () => expect((await events(scene)).data).toHaveLength(2));
  const other = await newScene();
  expect((await events(other)).data).toEqual([]);
});
