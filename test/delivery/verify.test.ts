import { expect, test } from 'vitest';
import { newScene, type Scene, until } from '../support/scene';

const flow = {
  steps: [
    {
      id: 'push',
      do: 'update_object',
      variables: { confirmed: true, tags: ['a', 'b'], gone: null },
      wait: true,
      verify: true,
      on_unverified: 'doubt',
    },
    { id: 'sure', do: 'end', outcome: 'sure' },
    { id: 'doubt', do: 'end', outcome: 'doubt' },
  ],
};

async function push(scene: Scene, requestId: string): Promise<any> {
  const { body } = await scene.as('GET', `/v1/pushes?request_id=${requestId}`);
  return (await scene.as('GET', `/v1/pushes/${body.data[0].push_id}`)).body;
}

test('a push that the shop applies is delivered', async () => {
  const scene = await newScene();
  await scene.configureMerchant({ habits: { applies: true }, objects: { '1001': { total: '1' } } });
  await scene.saveFlow(flow);
  const done = await scene.waitForStatus(await scene.start(), 'completed');
  expect(done.outcome).toBe('sure');
  expect(await push(scene, done.request_id)).toMatchObject({
    state: 'delivered',
    verification: { differing: [], mismatches: 0, failed_reads: 0 },
  });
});

test('a shop that spells the same value differently has applied it', async () => {
  const scene = await newScene();
  const city = 'Forlì';
  const variables = { total: '59.90', paid: true, tags: ['cod', 'vip'], city, address: { zip: '47121' } };
  const [step, ...rest] = flow.steps;
  const shown = {
    total: 59.9,
    paid: 'true',
    tags: ['VIP', 'new', 'cod'],
    city: city.normalize('NFD'),
    address: { zip: '47121', country: 'IT' },
  };
  await scene.configureMerchant({ objects: { '1001': shown } });
  await scene.saveFlow({ steps: [{ ...step, variables }, ...rest] });
  const done = await scene.waitForStatus(await scene.start(), 'completed', 40_000);
  expect(done.outcome).toBe('sure');
  expect((await scene.merchantCalls()).deliveries).toHaveLength(1);
  expect(await push(scene, done.request_id)).toMatchObject({ state: 'delivered', verification: { differing: [] } });
});

test('a push that is not applied is sent once more under the same id; then it is unverified and the next one goes', async () => {
  const scene = await newScene();
  await scene.configureMerchant({ habits: { applies: true, dropsVariables: ['confirmed'] }, objects: { '1001': {} } });
  await scene.saveFlow(flow);
  await scene.saveFlow(
    {
      steps: [
        { id: 'next', do: 'update_object', variables: { n: 2 } },
        { id: 'done', do: 'end', outcome: 'ok' },
      ],
    },
    'next',
  );
  const requestId = await scene.start();
  await until(async () => expect((await scene.merchantCalls()).deliveries).toHaveLength(1));
  await scene.start('next');
  const done = await scene.waitForStatus(requestId, 'completed', 40_000);
  expect(done.outcome).toBe('doubt');
  const shown = await push(scene, requestId);
  expect(shown).toMatchObject({
    state: 'unverified',
    last_error: 'verify_differs',
    next_attempt_at: null,
    verification: { differing: ['confirmed'], mismatches: 2, failed_reads: 0 },
  });
  expect(shown.attempts.map(({ status }: any) => status)).toEqual([200, 200]);
  await until(async () => {
    const { deliveries } = await scene.merchantCalls();
    expect(deliveries.map(({ body }) => body.sequence)).toEqual([1, 1, 2]);
    expect(deliveries[1].id).toBe(deliveries[0].id);
  });
  expect((await scene.charges()).data.filter(({ kind }: any) => kind === 'push')).toHaveLength(2);
  // The merchant has fixed it by hand; a person retries the push, and its verification starts anew.
  await scene.configureMerchant({ objects: { '1001': { confirmed: true, tags: ['a', 'b'] } } });
  expect((await scene.as('POST', `/v1/pushes/${shown.push_id}/retry`)).status).toBe(200);
  await until(async () => expect((await push(scene, requestId)).state).toBe('delivered'));
}, 90_000);

test('a failed read is retried without a second push', async () => {
  const scene = await newScene();
  await scene.configureMerchant({
    habits: { applies: true },
    objects: { '1001': {} },
    behaviour: { getObject: [{ status: 500 }, { not_json: true }] },
  });
  await scene.saveFlow(flow);
  const done = await scene.waitForStatus(await scene.start(), 'completed', 40_000);
  expect(done.outcome).toBe('sure');
  expect((await scene.merchantCalls()).deliveries).toHaveLength(1);
  expect(await push(scene, done.request_id)).toMatchObject({ verification: { failed_reads: 2 }, last_error: null });
}, 60_000);

test('a push that cannot be read back is unverified, and a flow without on_unverified fails', async () => {
  const scene = await newScene();
  const store = await scene.as('POST', '/v1/stores', {
    name: 'Cieco',
    kind: 'custom',
    update_object: { url: (await scene.as('GET', `/v1/stores/${scene.storeId}`)).body.update_object.url },
  });
  await scene.configureMerchant({ secret: store.body.secret });
  const [step] = flow.steps;
  await scene.saveFlow({
    steps: [
      { ...step, on_unverified: undefined },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  const failed = await scene.waitForStatus(await scene.start('flow', { id_store: store.body.id_store }), 'failed');
  expect(failed.error).toMatchObject({ code: 'push_unverified', step: 'push' });
  expect(await push(scene, failed.request_id)).toMatchObject({ last_error: 'verify_no_endpoint' });
});

test('on_unverified without wait and verify is an issue', async () => {
  const scene = await newScene();
  const [step, ...rest] = flow.steps;
  const saved = await scene.as('PUT', '/v1/flows/flow', { name: 'x', steps: [{ ...step, wait: false }, ...rest] });
  expect(saved.status).toBe(422);
  expect(saved.body.errors).toEqual([expect.objectContaining({ path: '/steps/0/on_unverified' })]);
});
