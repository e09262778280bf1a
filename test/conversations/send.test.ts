import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { measureCall } from '../support/call-cost';
import { type Chat, callWithInterference, newChat } from '../support/chat';
import { newScene } from '../support/scene';

const TEMPLATE = { name: 'cod_confirm', language: 'it', body: ['Ada', '59,90 €'] };
const optOut = (chat: Chat) => chat.as('POST', `/v1/users/${encodeURIComponent(chat.userKey)}/opt_out`);
const otherApp = (chat: Chat) =>
  env.DB.prepare("update conversations set owner = 'other_app' where conversation_id = ?")
    .bind(chat.conversationId)
    .run();
const rows = (chat: Chat) =>
  env.DB.prepare("select count(*) as n from messages where account_id = ? and direction = 'out'")
    .bind(chat.accountId)
    .first<number>('n');

describe('a message of a person', () => {
  test('goes to the customer, makes the sender the owner and answers what waited', async () => {
    const chat = await newChat();
    expect((await chat.conversation()).waiting_since).not.toBeNull();
    const text = 'Il pacco parte {{ oggi }} 👋 \u202e"; drop table messages; -- <b>';
    const sent = await chat.send({ client_id: 'a-1', text });
    expect(sent.status).toBe(201);
    expect(sent.body).toMatchObject({
      kind: 'message',
      message_kind: 'text',
      direction: 'out',
      state: 'sent',
      status: 'accepted',
      client_id: 'a-1',
      request_id: null,
      author: { kind: 'key', id: expect.stringMatching(/^key_/) },
      content: { kind: 'text', text },
      wamid: expect.any(String),
    });
    expect(await chat.sentMessages()).toMatchObject([
      {
        wamid: sent.body.wamid,
        body: { to: chat.customer, text: { body: text }, biz_opaque_callback_data: sent.body.message_id },
      },
    ]);
    expect(await chat.conversation()).toMatchObject({
      owner: 'person',
      waiting_since: null,
      last_message: { message_id: sent.body.message_id },
    });
    const { conversation_id, ...message } = sent.body;
    expect(conversation_id).toBe(chat.conversationId);
    expect(await chat.message(message.message_id)).toEqual(message);
    const entries = (await chat.stream()).filter(({ kind }) => kind === 'owner');
    expect(entries).toMatchObject([{ detail: { owner: 'person' }, author: sent.body.author }]);
    expect(await chat.violations()).toEqual([]);
  });

  test('keeps the assignee, and opens a conversation that was done', async () => {
    const chat = await newChat();
    const keys = await chat.as('GET', '/v1/keys');
    const assignee = `key:${keys.body.data[0].key_id}`;
    await chat.as('PATCH', chat.path, { assignee, state: 'done' });
    await chat.send({ text: 'Ancora una cosa' });
    expect(await chat.conversation()).toMatchObject({ assignee, state: 'open', owner: 'person' });
  });

  test('is charged by the price of its status, as a message of a flow', async () => {
    const chat = await newChat({ price_list: { 'message.service': '0.0100' } });
    const { body } = await chat.send({ text: 'Ciao' });
    await chat.status({ wamid: body.wamid, status: 'delivered', callback: body.message_id, category: 'service' });
    const message = await chat.whenState(body.message_id, 'delivered');
    expect(message.cost).toMatchObject({ amount: '0.0100', kind: 'message.service' });
    expect((await chat.charges()).data).toMatchObject([{ kind: 'message.service', request_id: null }]);
  });

  test('has every form that a flow can send', async () => {
    const chat = await newChat();
    const { body } = await chat.as('GET', `/v1/messages?user_key=%2B${chat.customer}`);
    const received: string = body.data[0].message_id;
    const inputs = [
      { buttons: { text: 'Va bene?', buttons: [{ id: 'SI', title: 'Sì' }, 'NO'] } },
      { list: { text: 'Quando?', button: 'Scegli', sections: [{ rows: [{ id: 'am', title: 'Mattina' }] }] } },
      { media: { kind: 'document', url: 'https://shop.example/f.pdf', filename: 'Fattura "1".pdf', caption: 'Ecco' } },
      { location: { latitude: '45.46', longitude: '9.19', name: 'Negozio' } },
      { template: { ...TEMPLATE, buttons: ['CONFIRM'] } },
      { reaction: { message_id: received, emoji: '👍' } },
      { text: 'Questo?', reply_to: received },
    ];
    for (const input of inputs) expect((await chat.send(input)).body).toMatchObject({ state: 'sent' });
    const sent = (await chat.sentMessages()).map((each) => each.body);
    expect(sent.map(({ type }) => type)).toEqual([
      'interactive',
      'interactive',
      'document',
      'location',
      'template',
      'reaction',
      'text',
    ]);
    expect(sent[0].interactive.action.buttons.map(({ reply }: any) => reply)).toEqual([
      { id: 'SI', title: 'Sì' },
      { id: 'NO', title: 'NO' },
    ]);
    expect(sent[5].reaction).toEqual({ message_id: chat.wamid, emoji: '👍' });
    expect(sent[6].context).toEqual({ message_id: chat.wamid });
    expect(await chat.violations()).toEqual([]);
    const [last] = await chat.stream();
    expect(last.content.reply_to).toEqual({ message_id: received, wamid: chat.wamid });
  });
});

describe('a client id', () => {
  test('that comes 20 times at once is one message, which every caller gets', async () => {
    const chat = await newChat();
    const input = { client_id: 'once', text: 'Una volta' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => chat.send(input)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.message_id)).size).toBe(1);
    expect(await chat.sentMessages()).toHaveLength(1);
    expect(await rows(chat)).toBe(1);
    const [entry, ...others] = (await chat.stream()).filter(({ kind }) => kind === 'owner');
    expect(entry.detail).toEqual({ owner: 'person' });
    expect(others).toEqual([]);
  });

  test('is unique in its conversation only, and wins over another text', async () => {
    const [chat, other] = [await newChat(), await newChat()];
    const first = await chat.send({ client_id: 'x', text: 'Uno' });
    expect((await chat.send({ client_id: 'x', text: 'Due' })).body).toMatchObject({
      message_id: first.body.message_id,
      content: { text: 'Uno' },
    });
    expect((await other.send({ client_id: 'x', text: 'Tre' })).body.message_id).not.toBe(first.body.message_id);
    expect(await chat.texts()).toEqual(['Uno']);
  });

  test('can be replaced by an Idempotency-Key', async () => {
    const chat = await newChat();
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const first = await chat.send({ text: 'Ciao' }, headers);
    const again = await chat.send({ text: 'Ciao' }, headers);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body.message_id).toBe(first.body.message_id);
    expect((await chat.send({ text: 'Altro' }, headers)).body.code).toBe('idempotency_key_reused');
    expect(await chat.texts()).toEqual(['Ciao']);
  });
});

describe('a message that may not be sent is refused, and nothing is written', () => {
  const refused = async (chat: Chat, input: Record<string, unknown>, status: number, code: string) => {
    expect(await chat.send(input)).toMatchObject({ status, body: { code } });
    expect(await chat.sentMessages()).toEqual([]);
    expect(await rows(chat)).toBe(0);
  };

  test('outside the window, unless it is a template', async () => {
    const chat = await newChat();
    await chat.closeWindow();
    await refused(chat, { text: 'Ci sei?' }, 422, 'outside_window');
    expect((await chat.conversation()).owner).toBe('nobody');
    expect((await chat.send({ template: TEMPLATE })).body).toMatchObject({ state: 'sent', message_kind: 'template' });
    expect((await chat.conversation()).owner).toBe('person');
  });

  test('after an opt-out, by the policy of the account', async () => {
    const strict = await newChat();
    await optOut(strict);
    await refused(strict, { text: 'Ciao' }, 422, 'opted_out');
    await refused(strict, { template: TEMPLATE }, 422, 'opted_out');
    const marketing = await newChat({ opt_out_policy: 'marketing' });
    await optOut(marketing);
    // The category of a template that is not known counts as marketing.
    await refused(marketing, { template: TEMPLATE }, 422, 'opted_out');
    expect((await marketing.send({ text: 'Ciao' })).body.state).toBe('sent');
  });

  test('while another app owns the thread', async () => {
    const chat = await newChat();
    await otherApp(chat);
    await refused(chat, { text: 'Ciao' }, 409, 'not_thread_owner');
    await chat.as('PATCH', chat.path, { owner: 'person' });
    expect((await chat.send({ text: 'Ciao' })).status).toBe(201);
  });

  test('if what decides changes between the reading and the writing', async () => {
    const changes: [string, (chat: Chat) => Promise<unknown>][] = [
      ['outside_window', (chat) => chat.closeWindow()],
      ['opted_out', optOut],
      ['not_thread_owner', otherApp],
      ['not_found', (chat) => chat.as('DELETE', `/v1/users/${encodeURIComponent(chat.userKey)}`)],
    ];
    for (const [code, change] of changes) {
      const chat = await newChat();
      const answer = await callWithInterference(chat, `${chat.path}/messages`, { text: 'Ciao' }, async (batch) => {
        if (batch === 2) await change(chat);
      });
      expect(answer.body.code).toBe(code);
      expect(await chat.sentMessages()).toEqual([]);
      expect(await rows(chat)).toBe(0);
    }
  });

  test('with words of the reader', async () => {
    const chat = await newChat();
    const inputs: [Record<string, unknown>, string, string][] = [
      [{}, '', 'custom'],
      [{ text: 'a', template: TEMPLATE }, '', 'custom'],
      [{ text: '   ' }, '/text', 'empty_text'],
      [{ text: '{{ x }}'.padEnd(4_200, 'x') }, '/text', 'too_long'],
      [{ text: 'a', colour: 'red' }, '/colour', 'unknown_member'],
      [{ text: 'a', reply_to: 'msg_01k00000000000000000000000' }, '/reply_to', 'unknown_message'],
      [
        { reaction: { message_id: 'msg_01k00000000000000000000000', emoji: '👍' } },
        '/reaction/message_id',
        'unknown_message',
      ],
      [{ media: { kind: 'image', url: 'http://shop.example/a.jpg' } }, '/media/url', 'invalid_url'],
      [{ media: { kind: 'image', media_id: 'med_01k00000000000000000000000' } }, '/media/media_id', 'unknown_media'],
      [{ buttons: { text: 'a', buttons: ['A', 'A'] } }, '/buttons/buttons/1', 'repeated_choice'],
      [{ template: { name: 'Non valido', language: 'it' } }, '/template', 'invalid_template_name'],
    ];
    for (const [input, path, code] of inputs) {
      const answer = await chat.send(input);
      expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
      expect(answer.body.errors).toMatchObject([{ path, code, message: expect.any(String) }]);
    }
    expect(await rows(chat)).toBe(0);
  });

  test('in a conversation of another account', async () => {
    const [chat, stranger] = [await newChat(), await newChat()];
    for (const call of ['messages', 'read', 'typing']) {
      const body = call === 'messages' ? { text: 'Ciao' } : {};
      expect((await stranger.as('POST', `${chat.path}/${call}`, body)).status).toBe(404);
    }
    const received = (await chat.stream()).at(-1).message_id;
    expect((await stranger.send({ text: 'Ciao', reply_to: received })).body.errors).toMatchObject([
      { code: 'unknown_message' },
    ]);
    const input = { channel_id: chat.channelId, to: chat.userKey, template: TEMPLATE };
    expect(await stranger.as('POST', '/v1/messages', input)).toMatchObject({
      status: 404,
      body: { code: 'channel_not_found' },
    });
    expect(await chat.sentMessages()).toEqual([]);
    const readOnly = await chat.as('POST', '/v1/keys', { name: 'Legge', scopes: ['users:read'] });
    const answer = await chat.as(
      'POST',
      `${chat.path}/messages`,
      { text: 'Ciao' },
      { 'x-api-key': readOnly.body.api_key },
    );
    expect(answer).toMatchObject({ status: 403, body: { code: 'missing_scope' } });
  });
});

describe('a first message', () => {
  test('begins the conversation with a template, to a number as the merchant writes it', async () => {
    const scene = await newScene();
    const input = { client_id: 'first', channel_id: scene.channelId, to: ' 333 123 4567 ', template: TEMPLATE };
    const sent = await scene.as('POST', '/v1/messages', input);
    expect(sent).toMatchObject({ status: 201, body: { state: 'sent', user_key: '+393331234567' } });
    const { body } = await scene.as('GET', '/v1/conversations');
    expect(body.data).toMatchObject([
      {
        user_key: '+393331234567',
        owner: 'person',
        state: 'open',
        waiting_since: null,
        window_closes_at: null,
        last_message: { message_id: sent.body.message_id },
      },
    ]);
    expect((await scene.as('POST', '/v1/messages', input)).body.message_id).toBe(sent.body.message_id);
    const path = `/v1/conversations/${body.data[0].conversation_id}/messages`;
    const text = await scene.as('POST', path, { text: 'Ciao' });
    expect(text).toMatchObject({ status: 422, body: { code: 'outside_window' } });
    expect(await scene.sentMessages()).toHaveLength(1);
  });

  test('20 times at once is one', async () => {
    const scene = await newScene();
    const input = { client_id: 'first', to: '+393331234567', template: TEMPLATE };
    const answers = await Promise.all(Array.from({ length: 20 }, () => scene.as('POST', '/v1/messages', input)));
    expect(new Set(answers.map(({ body }) => body.message_id)).size).toBe(1);
    expect(await scene.sentMessages()).toHaveLength(1);
    expect((await scene.as('GET', '/v1/conversations')).body.data).toHaveLength(1);
  });

  test('to a customer who has written is a message of their conversation', async () => {
    const chat = await newChat();
    const sent = await chat.as('POST', '/v1/messages', { to: chat.userKey, text: 'Ciao' });
    const { conversation_id, ...message } = sent.body;
    expect([sent.status, conversation_id]).toEqual([201, chat.conversationId]);
    expect(await chat.message(message.message_id)).toEqual(message);
    const nobody = await chat.as('POST', '/v1/messages', { to: '+393331112223', text: 'Ciao' });
    expect(nobody.body.code).toBe('outside_window');
    const wrong = await chat.as('POST', '/v1/messages', { to: 'domani', template: TEMPLATE });
    expect(wrong.body.errors).toMatchObject([{ path: '/to', code: 'invalid_recipient' }]);
  });
});

test('a message takes three round trips to D1', async () => {
  const chat = await newChat();
  const request = (input: unknown) =>
    new Request(`https://aisac.test${chat.path}/messages`, {
      method: 'POST',
      headers: { 'x-api-key': chat.key, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
  const warm = await measureCall(request({ text: 'Uno' }));
  expect(warm.response.status).toBe(201);
  const { response, counts } = await measureCall(request({ client_id: 'a', text: 'Due' }));
  expect(response.status).toBe(201);
  expect(counts).toMatchObject({ roundTrips: 3, queueSends: 0 });
  const again = await measureCall(request({ client_id: 'a', text: 'Due' }));
  expect(again.counts.roundTrips).toBe(1);
});

describe('what the customer sees beside messages', () => {
  test('a conversation that is read has nothing unread, and WhatsApp shows it to the customer', async () => {
    const chat = await newChat();
    expect((await chat.conversation()).unread).toBe(1);
    const read = await chat.as('POST', `${chat.path}/read`);
    expect(read).toMatchObject({ status: 200, body: { unread: 0, receipt_sent: true } });
    expect(await chat.readReceipts()).toMatchObject([{ status: 'read', message_id: chat.wamid }]);
    expect((await chat.conversation()).owner).toBe('nobody');
  });

  test('somebody types', async () => {
    const chat = await newChat();
    expect(await chat.as('POST', `${chat.path}/typing`)).toMatchObject({ status: 200, body: { typing_sent: true } });
    expect(await chat.readReceipts()).toMatchObject([{ message_id: chat.wamid, typing_indicator: { type: 'text' } }]);
  });
});
