import { expect, test } from 'vitest';
import { newWamid, replyValue } from '../standins/meta-webhooks';
import { newScene, until } from '../support/scene';

const write = [
  { id: 'order', do: 'get_object', save_as: 'order' },
  { id: 'say', do: 'send_message', to: '{{ order.phone }}', template: { name: 'cod_reminder', language: 'it' } },
  { id: 'done', do: 'end', outcome: 'written' },
];

test.each([
  [
    'as of the country of the address',
    { phone: '0170 1234567', shipping_address: { country: 'Germany' } },
    '491701234567',
  ],
  ['Italian, though it goes abroad', { phone: '333 1234567', shipping_address: { country: 'DE' } }, '393331234567'],
  ['with its signs', { phone: '\u202a(+39) 333\u20111234567\u202c' }, '393331234567'],
])('a phone number of getObject is dialled %s', async (_, order, to) => {
  const scene = await newScene();
  await scene.configureMerchant({ objects: { '1001': order } });
  await scene.saveFlow({ steps: write });
  const requestId = await scene.start();
  await until(async () => expect((await scene.sentMessages()).map(({ body }) => body.to)).toEqual([to]));
  await scene.waitForStatus(requestId, 'completed');
});

test('the former Mexican spelling of a number is the same customer as the present one', async () => {
  const scene = await newScene();
  const line = `5${String(crypto.getRandomValues(new Uint32Array(1))[0])
    .padStart(7, '2')
    .slice(0, 7)}`;
  await scene.saveFlow({
    steps: [
      {
        id: 'ask',
        do: 'send_message',
        to: '{{ request.user_key }}',
        template: { name: 'cod_reminder', language: 'it' },
      },
      { id: 'answer', do: 'wait_for_reply', timeout: '24h', cases: [{ text: ['si'], goto: 'yes' }], otherwise: 'no' },
      { id: 'yes', do: 'end', outcome: 'yes' },
      { id: 'no', do: 'end', outcome: 'no' },
    ],
  });
  const requestId = await scene.start('flow', { user_key: `+52 55 ${line}` });
  await scene.waitForStatus(requestId, 'waiting');
  await scene.webhook(replyValue({ from: `52155${line}`, wamid: newWamid(), text: 'si' }));
  expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
  const { body } = await scene.as('GET', `/v1/users/+52155${line}`);
  expect([body.user_key, body.requests.length]).toEqual([`+5255${line}`, 1]);
});
