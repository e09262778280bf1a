import { expect, test } from 'vitest';
import { newScene, until } from '../support/scene';

const ID = '820982911946154508';
const end = (outcome: string) => ({ id: 'done', do: 'end', outcome });

test('an integer past 2^53 keeps its digits from getObject and createRequest to the message, the push and a condition', async () => {
  const scene = await newScene();
  await scene.openWindow();
  const raw = String.raw`{"id":${ID},"total":"59.90","currency":"CHF","note":"grazie \ud83d","nul":"a\u0000b"}`;
  await scene.configureMerchant({ behaviour: { getObject: [{ text: raw }] } });
  await scene.saveFlow({
    steps: [
      { id: 'order', do: 'get_object', save_as: 'order' },
      { id: 'keep', do: 'set', variables: { kept: '{{ order.id }}', next: '{{ variables.ref | plus: 1 }}' } },
      { id: 'is', do: 'branch', cases: [{ when: `order.id == ${ID}`, goto: 'say' }], otherwise: 'other' },
      {
        id: 'say',
        do: 'send_message',
        to: '{{ request.user_key }}',
        text: '{{ order.id }} {{ order.total | money }} {{ order.total | minus: 50 }} {{ order.note }}{{ order.nul }}',
      },
      {
        id: 'push',
        do: 'update_object',
        variables: { id: '{{ order.id }}', ref: '{{ variables.ref }}', next: '{{ variables.next }}' },
        wait: true,
      },
      end('same'),
      { id: 'other', do: 'end', outcome: 'other' },
    ],
  });
  const body = `{"flow":"flow","user_key":"${scene.userKey}","object":{"type":"order","id":"1001"},"variables":{"ref":${ID}}}`;
  const created = await scene.as('POST', '/v1/createRequest', body);
  expect(created.body.variables).toEqual({ ref: ID });
  const requestId = created.body.request_id;
  expect(await scene.waitForStatus(requestId, 'completed')).toMatchObject({
    outcome: 'same',
    variables: { ref: ID, kept: ID, next: '820982911946154509' },
  });
  const message = (await scene.sentMessages()).at(-1)?.body.text.body;
  expect(message.replaceAll('\u00a0', ' ')).toBe(`${ID} 59,90 CHF 9.9 grazie \ufffdab`);
  const { deliveries } = await until(scene.merchantCalls);
  expect(deliveries.at(-1).body.variables).toEqual({ id: ID, ref: ID, next: '820982911946154509' });

  const patched = await scene.as('PATCH', `/v1/requests/${requestId}`, '{"variables":{"later":9007199254740993}}');
  expect(patched.body.variables).toMatchObject({ later: '9007199254740993', ref: ID });
  const replayed = await scene.as('POST', `/v1/requests/${requestId}/replay`, {});
  expect(replayed.body).toMatchObject({ same: true, differs_at: null });
});

test('the simulator keeps the same digits', async () => {
  const scene = await newScene();
  const steps = [
    { id: 'order', do: 'get_object', save_as: 'order' },
    { id: 'push', do: 'update_object', variables: { id: '{{ order.id }}', next: '{{ variables.ref | plus: 1 }}' } },
    end('done'),
  ];
  const definition = JSON.stringify({ name: 'f', steps });
  const scenario = `{"definition":${definition},"object":{"id":${ID},"total":1},"variables":{"ref":${ID}}}`;
  const { body } = await scene.as('POST', '/v1/flows/f/simulate', scenario);
  expect(body.pushes[0]).toMatchObject({
    object: { type: 'order', id: ID },
    variables: { id: ID, next: '820982911946154509' },
  });
});

test.each([
  ['a division by zero', '{{ "59.90" | divided_by: 0 }}', 'division_by_zero'],
  ['an amount that is none', 'Totale: {{ variables.total | money }}.', 'not_an_amount'],
  ['an amount that may be two', 'Totale: {{ "1.234" | money }}.', 'not_an_amount'],
])('%s fails the step, and nothing is sent', async (_, text, code) => {
  const scene = await newScene();
  await scene.openWindow();
  await scene.saveFlow({ steps: [{ id: 'say', do: 'send_message', to: '{{ request.user_key }}', text }, end('said')] });
  const { error } = await scene.waitForStatus(await scene.start('flow', { variables: { total: null } }), 'failed');
  expect(error).toMatchObject({ code, step: 'say' });
  expect(await scene.sentMessages()).toEqual([]);
});

test('an amount keeps its currency through variables and waits, and a template can name it by Liquid', async () => {
  const scene = await newScene();
  await scene.openWindow();
  await scene.configureMerchant({ objects: { '1001': { currency: 'CHF', total: '59.90' } } });
  const to = '{{ request.user_key }}';
  const amount = { currency: '{{ order.currency }}', amount: '{{ variables.rest }}' };
  await scene.saveFlow({
    steps: [
      { id: 'order', do: 'get_object', save_as: 'order' },
      {
        id: 'keep',
        do: 'set',
        variables: {
          total: '{{ order.total }}',
          rest: '{{ order.total | minus: 9.9 }}',
          plain: '5',
          told: '{{ now }}',
        },
      },
      { id: 'ask', do: 'send_message', to, text: '{{ variables.total | money }}?' },
      { id: 'answer', do: 'wait_for_reply', timeout: '1h' },
      { id: 'say', do: 'send_message', to, text: '{{ variables.rest | money }}, {{ variables.plain | money }}' },
      { id: 'offer', do: 'send_message', to, template: { name: 'thanks', language: 'it', body: [amount] } },
      end('done'),
    ],
  });
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  await scene.as('PATCH', `/v1/requests/${requestId}`, { variables: { plain: '6' } });
  await scene.reply({ text: 'ok' });
  await scene.waitForStatus(requestId, 'completed');
  const sent = (await scene.sentMessages()).map(
    ({ body }) => body.text?.body ?? body.template.components[0].parameters[0],
  );
  expect(JSON.parse(JSON.stringify(sent).replaceAll('\u00a0', ' '))).toEqual([
    '59,90 CHF?',
    '50,00 CHF, 6,00 €',
    { type: 'currency', currency: { fallback_value: '50.00 CHF', code: 'CHF', amount_1000: 50_000 } },
  ]);
  await scene.configureMerchant({ objects: { '1001': { currency: 'EURO', total: '59.90' } } });
  const wrong = await scene.start();
  await scene.waitForStatus(wrong, 'waiting');
  await scene.reply({ text: 'ok' });
  expect((await scene.waitForStatus(wrong, 'failed')).error).toMatchObject({ code: 'invalid_currency', step: 'offer' });
});
