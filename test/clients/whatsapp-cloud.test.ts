import { expect, test } from 'vitest';
import { makeWhatsAppClient } from '../../src/clients/whatsapp-cloud';
import { newScene } from '../support/scene';

const ID = 'wamid.HBgLMzkzMzM=';
const messages = [{ id: ID }];
const none = { waId: null, userId: null };

/** Returns the client's result for a raw response of Meta. */
function answeredWith(body: string, status = 200) {
  const fetch = async () => new Response(body, { status });
  const client = makeWhatsAppClient({ fetch, graphUrl: 'https://graph.test', graphVersion: 'v26.0' });
  return client.send({ phoneNumberId: '1', accessToken: 'EAAGx', payload: {} });
}

test.each<[string, unknown, unknown[]]>([
  ['no contacts', { messages }, []],
  ['contacts: null', { messages, contacts: null }, []],
  ['contacts that are no list', { messages, contacts: 'x' }, []],
  ['a contact that is null', { messages, contacts: [null] }, [none]],
  ['a contact without members', { messages, contacts: [{}] }, [none]],
  ['wa_id: null', { messages, contacts: [{ input: '+39333', wa_id: null }] }, [none]],
  ['a blank wa_id', { messages, contacts: [{ wa_id: '' }] }, [none]],
  [
    'numbers, and members of tomorrow',
    { messages, contacts: [{ input: 39333, wa_id: 39_333_000, user_id: { new: 1 }, tomorrow: [] }], success: true },
    [{ waId: '39333000', userId: null }],
  ],
  ['a user id', { messages, contacts: [{ input: 'IT.1', user_id: 'IT.1' }] }, [{ waId: null, userId: 'IT.1' }]],
  ['members of tomorrow in the message', { messages: [{ id: ID, message_status: 7, tomorrow: null }] }, []],
  ['a message without an id before it', { messages: [null, {}, { id: ID }] }, []],
])('a response with a message id is accepted: %s', async (_, body, contacts) => {
  expect(await answeredWith(JSON.stringify(body))).toEqual({ kind: 'accepted', wamid: ID, contacts });
});

test('a numeric message id is accepted', async () => {
  expect(await answeredWith('{"messages":[{"id":123}]}')).toMatchObject({ kind: 'accepted', wamid: '123' });
});

test.each([
  '',
  'OK',
  'null',
  '[]',
  '{}',
  '{"messages":null}',
  '{"messages":[]}',
  '{"messages":[{}]}',
  '{"messages":[{"id":null}]}',
  '{"messages":[{"id":""}]}',
  '{"messages":{"id":"wamid.X"}}',
  '{"contacts":[{"wa_id":"39333"}]}',
])('a 200 of %j without a message id is lost', async (body) => {
  expect(await answeredWith(body)).toEqual({ kind: 'lost' });
});

test('an error is an error, even with a message id', async () => {
  const error = { code: 131047, message: 'Re-engagement message' };
  expect(await answeredWith(JSON.stringify({ messages, error }), 400)).toMatchObject({
    kind: 'refused',
    code: 'meta_131047',
  });
});

test('a message that Meta accepts without contacts is sent once', async () => {
  const scene = await newScene();
  await scene.openWindow();
  await scene.configureMeta({ contacts: [{ input: scene.userKey, wa_id: null }] });
  await scene.saveFlow({
    steps: [
      { id: 'say', do: 'send_message', to: '{{ request.user_key }}', text: 'Ciao' },
      { id: 'done', do: 'end', outcome: 'said' },
    ],
  });
  const { steps } = await scene.waitForStatus(await scene.start(), 'completed');
  expect(await scene.sentMessages()).toHaveLength(1);
  const { message_id } = steps.find(({ step }: any) => step === 'say').detail;
  const { data } = (await scene.as('GET', `/v1/messages?user_key=%2B${scene.customer}`)).body;
  expect(data.find((message: any) => message.message_id === message_id)).toMatchObject({
    wamid: (await scene.sentMessages())[0]?.wamid,
    address: scene.customer,
    status: 'accepted',
  });
});
