import { expect, test } from 'vitest';
import { newScene, until } from '../support/scene';

const end = (outcome: string) => ({ id: 'done', do: 'end', outcome });

test('a flow starts another one for the same customer and order, once, with its variables', async () => {
  const scene = await newScene();
  await scene.saveFlow({ steps: [end('reviewed')] }, 'review');
  await scene.saveFlow({
    steps: [
      { id: 'next', do: 'start_flow', flow: 'review', variables: { from: '{{ request.flow }}', n: 2 } },
      end('shipped'),
    ],
  });
  const requestId = await scene.start();
  const { steps } = await scene.waitForStatus(requestId, 'completed');
  const started = steps.find(({ step }: any) => step === 'next').detail.request_id;
  expect(await scene.waitForStatus(started, 'completed')).toMatchObject({
    flow: 'review',
    user_key: scene.userKey,
    id_store: scene.storeId,
    object: { type: 'order', id: '1001' },
    variables: { from: 'flow', n: 2 },
    outcome: 'reviewed',
  });
  expect((await scene.as('GET', '/v1/requests')).body.data).toHaveLength(2);
});

test.each([
  ['that there is not', 'nowhere', 'flow_not_found'],
  ['that is switched off', 'off', 'flow_inactive'],
])('a flow %s fails the step with a code', async (_, flow, code) => {
  const scene = await newScene();
  await scene.saveFlow({ steps: [end('x')] }, 'off');
  await scene.as('PATCH', '/v1/flows/off', { active: false });
  await scene.saveFlow({ steps: [{ id: 'next', do: 'start_flow', flow }, end('started')] });
  expect((await scene.waitForStatus(await scene.start(), 'failed')).error).toMatchObject({ code, step: 'next' });
});

test('flows that start each other endlessly stop at a limit', async () => {
  const scene = await newScene();
  await scene.saveFlow({ steps: [{ id: 'next', do: 'start_flow', flow: 'pong' }, end('hit')] }, 'ping');
  await scene.saveFlow({ steps: [{ id: 'next', do: 'start_flow', flow: 'ping' }, end('hit')] }, 'pong');
  await scene.start('ping');
  const [last] = await until(async () => {
    const { data } = (await scene.as('GET', '/v1/requests?limit=100&status=failed')).body;
    expect(data).toHaveLength(1);
    return data;
  });
  expect(last.error).toMatchObject({ code: 'chain_limit', step: 'next' });
  expect((await scene.as('GET', '/v1/requests?limit=100')).body.data).toHaveLength(26);
});
