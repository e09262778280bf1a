import { expect, test } from 'vitest';
import codFlow from './support/cod-flow.json';
import { newScene, until } from './support/scene';

test('an order arrives, the customer confirms on WhatsApp, the merchant gets the push, and the charges are exact', async () => {
  const scene = await newScene();
  await scene.configureMerchant({
    objects: { '1001': { phone: `+${scene.customer}`, total: '59.90', customer: { first_name: 'Ada' } } },
    behaviour: { updateObject: [{ status: 500 }] },
  });
  await scene.saveFlow(codFlow, 'cod-confirmation');

  const order = await scene.as('POST', '/v1/createOrder', {
    order_id: '1001',
    currency: 'EUR',
    total: '59.90',
    payment_method: 'cod',
    customer: { first_name: 'Ada', phone: scene.userKey },
    items: [{ sku: 'A-1', quantity: 1, unit_price: '59.90' }],
  });
  expect(order.status).toBe(201);
  expect(order.body).toMatchObject({ source: 'api', total: '59.90', user_key: scene.userKey });
  const [requestId] = order.body.request_ids;

  await scene.waitForStatus(requestId, 'waiting');
  const [asked] = await scene.sentMessages();
  expect(asked?.body).toMatchObject({
    to: scene.customer,
    template: {
      name: 'cod_confirm',
      components: [
        { type: 'body', parameters: [{ text: 'Ada' }, { text: '59,90 €' }] },
        { type: 'button', index: '0' },
        { type: 'button', index: '1' },
      ],
    },
  });

  const wamid = asked?.wamid ?? '';
  const callback = asked?.body.biz_opaque_callback_data;
  for (const status of ['sent', 'read', 'delivered']) {
    expect((await scene.status({ wamid, status, callback })).status).toBe(200);
  }
  if (!asked) throw new Error('nothing was sent');
  const { payload } = asked.body.template.components[1].parameters[0];
  const answers = await Promise.all(
    [1, 2, 3].map(() => scene.reply({ wamid: `in-${requestId}`, button: { payload, text: 'Confermo' } })),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);

  const done = await scene.waitForStatus(requestId, 'completed', 30_000);
  expect(done.outcome).toBe('confirmed');
  const step = (name: string) => done.steps.find((each: { step: string }) => each.step === name);
  expect(
    done.steps.filter((each: { step: string | null }) => each.step !== null).map((each: any) => each.step),
  ).toEqual(['order', 'ask', 'answer', 'confirmed', 'yes']);
  expect(step('answer').detail).toMatchObject({ button: 'CONFIRM', from: scene.customer });
  expect(step('confirmed').detail).toMatchObject({ state: 'delivered', sequence: 1 });
  expect(step('confirmed').detail.attempts.map((attempt: any) => attempt.status)).toEqual([500, 200]);

  const { deliveries } = await scene.merchantCalls();
  expect(deliveries).toHaveLength(1);
  expect(deliveries[0]).toMatchObject({
    verdict: 'ok',
    body: {
      id: step('confirmed').detail.push_id,
      type: 'order',
      object_id: '1001',
      sequence: 1,
      variables: { cod_confirmed: true, tags: ['cod-confirmed'] },
      request_id: requestId,
      flow: 'cod-confirmation',
      user_key: scene.userKey,
    },
  });

  await until(async () => {
    const charges = await scene.charges();
    expect(charges.data.map((charge: any) => [charge.kind, charge.amount])).toEqual([
      ['push', '0.0010'],
      ['message.utility', '0.0691'],
      ['flow.run', '0.0500'],
    ]);
    expect(charges.total).toBe('0.1201');
  });
  const after = await scene.request(requestId);
  const sent = after.steps.find((each: any) => each.step === 'ask').detail;
  expect(sent.status).toBe('read');
  expect(sent.statuses.map((each: any) => each.status).sort()).toEqual(['delivered', 'read', 'sent']);

  const runs = await scene.as('GET', `/v1/getFlowByUserKey?user_key=%2B${scene.customer}`);
  expect(runs.body.data).toHaveLength(1);
  expect(runs.body.data[0]).toMatchObject({ flow_name: codFlow.name, outcome: 'confirmed', steps: after.steps });
}, 60_000);
