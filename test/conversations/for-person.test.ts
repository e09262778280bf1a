import { describe, expect, test } from 'vitest';
import { type Chat, newChat } from '../support/chat';
import { runCron, until } from '../support/scene';

/** A flow that asks with a button YES and waits. */
const QUESTION = {
  steps: [
    { id: 'ask', do: 'send_message', to: '{{ request.user_key }}', buttons: { text: 'Confermi?', buttons: ['YES'] } },
    {
      id: 'wait',
      do: 'wait_for_reply',
      timeout: '24h',
      cases: [{ button: 'YES', goto: 'yes' }],
      otherwise: 'other',
      on_timeout: 'other',
    },
    { id: 'yes', do: 'end', outcome: 'yes' },
    { id: 'other', do: 'end', outcome: 'other' },
  ],
};
const HAND_OVER = {
  steps: [
    {
      id: 'person',
      do: 'hand_over',
      note: 'Vuole un {{ variables.what | default: "cambio" }}',
      choices: [{ label: 'Accetta', goto: 'end' }],
    },
    { id: 'end', do: 'end', outcome: 'accepted' },
  ],
};

async function start(chat: Chat, flow: { steps: unknown[] }): Promise<string> {
  const key = `f${crypto.randomUUID()}`;
  await chat.saveFlow(flow, key);
  const requestId = await chat.start(key);
  await chat.waitForStatus(requestId, 'waiting');
  return requestId;
}
const whenUnread = (chat: Chat, unread: number) =>
  until(async () => {
    const conversation = await chat.conversation();
    expect(conversation.unread).toBe(unread);
    return conversation;
  });
const press = (id: string) => ({ button_reply: { id, title: id } });

describe('what a customer presses in a person’s message', () => {
  test.each([
    ['a button', { buttons: { text: 'Vuoi il reso?', buttons: ['SI', 'NO'] } }, press('SI')],
    [
      'a row of a list',
      { list: { text: 'Quale?', button: 'Scegli', sections: [{ title: 'Taglie', rows: [{ id: 'm', title: 'M' }] }] } },
      { list_reply: { id: 'm', title: 'M' } },
    ],
  ])('%s waits for the person', async (_, message, kind) => {
    const chat = await newChat();
    const sent = await chat.send(message);
    await chat.reply({ ...kind, context_wamid: sent.body.wamid });
    expect(await whenUnread(chat, 1)).toMatchObject({ owner: 'person', waiting_since: expect.any(String) });
  });

  test('answers no flow that has a button with the same id, with or without context', async () => {
    const chat = await newChat();
    const requestId = await start(chat, QUESTION);
    const sent = await chat.send({ buttons: { text: 'Vuoi il reso?', buttons: [{ id: 'YES', title: 'Sì' }] } });
    await chat.reply(press('YES'));
    await chat.reply({ ...press('YES'), context_wamid: sent.body.wamid });
    expect(await whenUnread(chat, 2)).toMatchObject({ waiting_since: expect.any(String) });
    expect((await chat.request(requestId)).status).toBe('waiting');
    await chat.reply(press(`${requestId}.YES`));
    expect((await chat.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
  });
});

describe('a request that waits for a person', () => {
  test('does not keep what the customer writes from a person, although the conversation was given back', async () => {
    const chat = await newChat();
    await start(chat, HAND_OVER);
    await chat.as('PATCH', chat.path, { state: 'done' });
    await chat.reply({ text: 'Sono tornato' });
    expect(await whenUnread(chat, 1)).toMatchObject({ state: 'open', waiting_since: expect.any(String) });
  });

  test('keeps its conversation for its person while another one goes on, and shows its note', async () => {
    const chat = await newChat();
    const [first, second] = [await start(chat, HAND_OVER), await start(chat, HAND_OVER)];
    expect(await chat.conversation()).toMatchObject({ owner: 'person', request_id: second });
    await chat.as('PATCH', `/v1/requests/${second}`, { choice: 'Accetta' });
    await chat.waitForStatus(second, 'completed');
    expect(await chat.conversation()).toMatchObject({
      owner: 'person',
      request_id: first,
      waiting_since: expect.any(String),
    });
    await chat.as('PATCH', `/v1/requests/${first}`, { choice: 'Accetta' });
    await chat.waitForStatus(first, 'completed');
    expect(await chat.conversation()).toMatchObject({ owner: 'nobody', request_id: null, waiting_since: null });
    const notes = (await chat.stream()).filter(({ kind }) => kind === 'note');
    expect(notes.map(({ detail }) => detail.text)).toEqual(['Vuole un cambio', 'Vuole un cambio']);
  });

  test.each(['chosen', 'cancelled'])(
    'wakes the flow that waits to write to the customer once it is %s',
    async (how) => {
      const chat = await newChat();
      const handedOver = await start(chat, HAND_OVER);
      const held = await start(chat, QUESTION);
      expect(await chat.sentMessages()).toEqual([]);
      if (how === 'chosen') await chat.as('PATCH', `/v1/requests/${handedOver}`, { choice: 'Accetta' });
      else await chat.as('DELETE', `/v1/requests/${handedOver}`);
      await until(async () => expect((await chat.conversation()).owner).toBe('flow'));
      await runCron();
      await until(async () => expect(await chat.sentMessages()).toHaveLength(1));
      expect((await chat.request(held)).status).toBe('waiting');
    },
  );

  test('gives its conversation back when it is cancelled; the customer still waits', async () => {
    const chat = await newChat();
    const requestId = await start(chat, HAND_OVER);
    await chat.as('DELETE', `/v1/requests/${requestId}`);
    expect(await chat.conversation()).toMatchObject({
      owner: 'nobody',
      request_id: null,
      waiting_since: expect.any(String),
    });
  });
});

test('while a person owns the conversation, a step with a text and a template sends the template', async () => {
  const chat = await newChat();
  await chat.as('PATCH', chat.path, { owner: 'person' });
  await chat.saveFlow({
    steps: [
      {
        id: 'tell',
        do: 'send_message',
        to: '{{ request.user_key }}',
        text: 'È partito',
        template: { name: 'cod_reminder', language: 'it' },
      },
      { id: 'end', do: 'end', outcome: 'told' },
    ],
  });
  const ended = await chat.waitForStatus(await chat.start(), 'completed');
  const { detail } = ended.steps.find(({ step }: any) => step === 'tell');
  expect(detail).toMatchObject({ kind: 'template', form: 'person_owns' });
  expect((await chat.sentMessages()).map(({ body }) => body.type)).toEqual(['template']);
});

describe('a conversation begun by us', () => {
  test('is found by its number and by our words before the customer writes', async () => {
    const chat = await newChat();
    const to = `+3934${chat.customer.slice(-8)}`;
    const sent = await chat.as('POST', '/v1/messages', {
      to,
      template: { name: 'cod_confirm', language: 'it', body: ['Ada', '59,90 €'] },
    });
    await chat.send({ text: 'La parolauscita è qui' });
    const found = async (query: string) =>
      (await chat.as('GET', `/v1/conversations?q=${encodeURIComponent(query)}`)).body.data.map(
        ({ conversation_id }: any) => conversation_id,
      );
    for (const query of [to, to.slice(1), to.slice(3), to.slice(0, 9)])
      expect(await found(query), query).toEqual([sent.body.conversation_id]);
    expect(await found('parolausc')).toEqual([chat.conversationId]);
  });
});

test('a message quotes and takes reactions in its own conversation only', async () => {
  const chat = await newChat();
  const other = await chat.as('POST', '/v1/messages', {
    to: `+3934${chat.customer.slice(-8)}`,
    template: { name: 'cod_reminder', language: 'it' },
  });
  const message_id = other.body.message_id;
  for (const input of [{ text: 'Ecco', reply_to: message_id }, { reaction: { message_id, emoji: '👍' } }])
    expect((await chat.send(input)).body.errors).toMatchObject([{ code: 'unknown_message' }]);
});

test('a note with an Idempotency-Key is added once', async () => {
  const chat = await newChat();
  const add = () => chat.as('POST', `${chat.path}/notes`, { text: 'Una volta' }, { 'idempotency-key': 'n-1' });
  const ids = (await Promise.all([add(), add(), add()])).map(({ body }) => body.entry_id);
  expect(new Set(ids).size).toBe(1);
  expect((await chat.stream()).filter(({ kind }) => kind === 'note')).toHaveLength(1);
});
