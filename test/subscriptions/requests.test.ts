import { expect, test } from 'vitest';
import { newReceiver, polled } from '../support/event-receiver';
import { newScene } from '../support/scene';

const END = { steps: [{ id: 'done', do: 'end', outcome: 'confirmed' }] };
const FAIL = {
  steps: [
    { id: 'read', do: 'get_object', save_as: 'order' },
    { id: 'done', do: 'end', outcome: 'x' },
  ],
};
const WAIT = {
  steps: [
    { id: 'ask', do: 'hand_over', note: 'Please call' },
    { id: 'done', do: 'end', outcome: 'x' },
  ],
};

test('a completed request is sent once, signed, with its facts and without its customer', async () => {
  const scene = await newScene();
  const receiver = await newReceiver(scene, ['request.*']);
  await scene.saveFlow(END);
  const requestId = await scene.start();
  const [body] = await receiver.received('request.completed');
  expect(body).toEqual({
    id: expect.stringMatching(/^evt_/),
    type: 'request.completed',
    timestamp: expect.stringMatching(/\+0[12]:00$/),
    api_version: '2026-12-01',
    account_id: scene.accountId,
    data: {
      request_id: requestId,
      flow: 'flow',
      flow_version: 1,
      id_store: scene.storeId,
      object: { type: 'order', id: '1001' },
      outcome: 'confirmed',
      error: null,
      created_at: expect.stringMatching(/^20.*\+0[12]:00$/),
      completed_at: expect.stringMatching(/^20.*\+0[12]:00$/),
      sequence: 1,
      url: `/v1/requests/${requestId}`,
    },
  });
  expect(JSON.stringify(body)).not.toContain(scene.customer);
  const [delivery] = await receiver.deliveries();
  expect(delivery.headers).toMatchObject({
    'webhook-id': body.id,
    'content-type': 'application/json',
    'user-agent': expect.stringContaining('aisac'),
  });
  expect(await polled(scene, '&type=request.*')).toEqual([body]);
  expect(await receiver.deliveryIn('delivered')).toMatchObject({
    event_id: body.id,
    type: 'request.completed',
    attempts_made: 1,
    attempts: [{ number: 1, status: 200, error: null }],
  });
});

test('a failed, a handed over and a cancelled request are sent, in the order of each request', async () => {
  const scene = await newScene();
  const receiver = await newReceiver(scene, ['request.*']);
  await scene.saveFlow(FAIL, 'fail');
  await scene.saveFlow(WAIT, 'wait');
  const failing = await scene.start('fail');
  const [failed] = await receiver.received('request.failed');
  expect(failed.data).toMatchObject({
    request_id: failing,
    outcome: null,
    error: { code: 'object_not_found', step: 'read' },
  });

  const waiting = await scene.start('wait');
  const [, handedOver] = await receiver.received('request.failed', 'request.handed_over');
  expect(handedOver.data).toMatchObject({ request_id: waiting, completed_at: null, sequence: 1 });
  await scene.as('DELETE', `/v1/requests/${waiting}`);
  await scene.as('DELETE', `/v1/requests/${waiting}`);
  const [, , cancelled] = await receiver.received('request.failed', 'request.handed_over', 'request.cancelled');
  expect(cancelled.data).toMatchObject({ request_id: waiting, outcome: null, sequence: 2 });
  expect(await polled(scene, '&type=request.*')).toEqual(await receiver.bodies());
});
