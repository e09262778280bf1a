import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { makeDeps } from '../../src/composition/make-deps';
import { requireSettings } from '../../src/composition/settings';
import { type Chat, callWithInterference, makeSendsDue, newChat } from '../support/chat';
import { runCron, until } from '../support/scene';

const chatDeps = () => {
  const meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  return makeDeps(env, requireSettings(env), { d1: env.DB, meter, traceId: 'unsent', ownHost: null });
};
const ANSWER_LOST = { answer_lost: true };
const LOST_BEFORE = { reset: true };
const sentTexts = (chat: Chat, count: number) =>
  until(async () => {
    const texts = await chat.texts();
    expect(texts).toHaveLength(count);
    return texts;
  });

describe('a message whose answer was lost', () => {
  test('is unsure at once, is settled by its status, and is never sent again', async () => {
    const chat = await newChat();
    await chat.configureMeta({ behaviour: [ANSWER_LOST] });
    const { status, body } = await chat.send({ client_id: 'a', text: 'Ciao' });
    expect([status, body.state, body.status]).toEqual([201, 'unsure', 'pending']);
    expect((await chat.send({ client_id: 'a', text: 'Ciao' })).body).toEqual(body);
    await makeSendsDue(chat);
    const [sent] = await chat.sentMessages();
    await chat.status({ wamid: sent?.wamid ?? '', status: 'delivered', callback: body.message_id });
    expect((await chat.whenState(body.message_id, 'delivered')).wamid).toBe(sent?.wamid);
    expect(await chat.sentMessages()).toHaveLength(1);
  });

  test('stays unsure if it never arrived, and the next one goes', async () => {
    const chat = await newChat();
    await chat.configureMeta({ behaviour: [LOST_BEFORE] });
    const { body } = await chat.send({ text: 'Uno' });
    expect(body.state).toBe('unsure');
    expect((await chat.send({ text: 'Due' })).body.state).toBe('sent');
    await makeSendsDue(chat);
    expect(await chat.texts()).toEqual(['Due']);
    expect((await chat.message(body.message_id)).state).toBe('unsure');
  });
});

describe('a Worker that dies', () => {
  const dies = (chat: Chat, input: unknown, at: number) =>
    callWithInterference(chat, `${chat.path}/messages`, input, async (batch) => {
      if (batch === at) throw new Error('The Worker has died');
    });

  test('before the message is written has sent nothing: the same call sends it', async () => {
    for (const at of [1, 2]) {
      const chat = await newChat();
      expect((await dies(chat, { client_id: 'a', text: 'Ciao' }, at)).status).toBe(500);
      expect(await chat.sentMessages()).toEqual([]);
      expect((await chat.send({ client_id: 'a', text: 'Ciao' })).body.state).toBe('sent');
      expect(await chat.texts()).toEqual(['Ciao']);
    }
  });

  test('after the call to Meta leaves the message unsure: the same call does not send it again', async () => {
    const chat = await newChat();
    expect((await dies(chat, { client_id: 'a', text: 'Ciao' }, 3)).status).toBe(500);
    const again = await chat.send({ client_id: 'a', text: 'Ciao' });
    expect(again).toMatchObject({ status: 201, body: { state: 'queued', status: 'pending' } });
    // A message behind it waits for its result.
    expect((await chat.send({ text: 'Dopo' })).body.state).toBe('queued');
    await makeSendsDue(chat);
    await sentTexts(chat, 2);
    expect(await chat.texts()).toEqual(['Ciao', 'Dopo']);
    expect((await chat.whenState(again.body.message_id, 'unsure')).wamid).toBeNull();
    const [sent] = await chat.sentMessages();
    await chat.status({ wamid: sent?.wamid ?? '', status: 'read', callback: again.body.message_id });
    await chat.whenState(again.body.message_id, 'read');
    expect(await chat.sentMessages()).toHaveLength(2);
  });
});

describe('a message that Meta cannot take now', () => {
  test('is queued at the pair limit and sent later, in the order in which it was written', async () => {
    const chat = await newChat();
    await chat.configureMeta({ behaviour: [{ code: 131056 }] });
    const texts = Array.from({ length: 6 }, (_, i) => `Riga ${i}`);
    const states: string[] = [];
    for (const text of texts) states.push((await chat.send({ text })).body.state);
    expect(states).toEqual(texts.map(() => 'queued'));
    expect(await chat.sentMessages()).toEqual([]);
    // The pair's limit lasts longer than a test.
    await runInDurableObject(env.CHANNEL_RATE.getByName(chat.channelId), async (_, state) => {
      await state.storage.deleteAll();
    });
    await makeSendsDue(chat);
    expect(await sentTexts(chat, texts.length)).toEqual(texts);
  });

  test('is retried after a temporary error, and fails when the error lasts', async () => {
    const chat = await newChat();
    await chat.configureMeta({ behaviour: [{ code: 131000, status: 500 }] });
    const { body } = await chat.send({ text: 'Uno' });
    expect(body.state).toBe('queued');
    await makeSendsDue(chat);
    await chat.whenState(body.message_id, 'sent');
    await chat.configureMeta({ behaviour: [{ code: 131016, status: 500, forever: true }] });
    const lasting = await chat.send({ text: 'Due' });
    await env.DB.prepare('update messages set created_at = created_at - 1600000 where message_id = ?')
      .bind(lasting.body.message_id)
      .run();
    await makeSendsDue(chat);
    const failed = await chat.whenState(lasting.body.message_id, 'failed');
    expect(failed.statuses).toMatchObject([{ status: 'failed', errors: [{ code: 'meta_131016' }] }]);
    expect(await chat.texts()).toEqual(['Uno']);
  });

  test('waits while the channel is broken, and goes once it works again', async () => {
    const chat = await newChat();
    await chat.configureMeta({ behaviour: [{ code: 190, status: 401 }] });
    const first = await chat.send({ text: 'Uno' });
    expect(first).toMatchObject({ status: 201, body: { state: 'queued' } });
    const channel = await chat.as('GET', `/v1/channels/${chat.channelId}`);
    expect(channel.body.broken).toMatchObject({ reason: 'meta_190' });
    await chat.send({ text: 'Due' });
    await makeSendsDue(chat);
    expect(await chat.sentMessages()).toEqual([]);
    await chat.as('POST', `/v1/channels/${chat.channelId}/resume`);
    await runCron();
    expect(await sentTexts(chat, 2)).toEqual(['Uno', 'Due']);
    await chat.whenState(first.body.message_id, 'sent');
  });

  test('fails if it may no longer be sent when its turn comes', async () => {
    const reasons: [string, (chat: Chat) => Promise<unknown>][] = [
      ['outside_window', (chat) => chat.closeWindow()],
      ['opted_out', (chat) => chat.as('POST', `/v1/users/${encodeURIComponent(chat.userKey)}/opt_out`)],
      ['channel_not_found', (chat) => chat.as('DELETE', `/v1/channels/${chat.channelId}`)],
      [
        'not_thread_owner',
        (chat) =>
          env.DB.prepare("update conversations set owner = 'other_app' where conversation_id = ?")
            .bind(chat.conversationId)
            .run(),
      ],
    ];
    for (const [code, happens] of reasons) {
      const chat = await newChat();
      await chat.configureMeta({ behaviour: [{ code: 130429 }] });
      const { body } = await chat.send({ text: 'Ciao' });
      expect(body.state).toBe('queued');
      await happens(chat);
      await makeSendsDue(chat);
      const failed = await chat.whenState(body.message_id, 'failed');
      expect(failed.statuses[0].errors).toMatchObject([{ code, detail: expect.any(String) }]);
      expect(await chat.sentMessages()).toEqual([]);
    }
  });

  test('changes nothing for a reader of conversations while nothing is due to be sent', async () => {
    const chat = await newChat();
    await chat.send({ text: 'Ciao' });
    const { body } = await chat.send({ text: 'Arrivo' });
    const seqOf = async () => (await chat.as('GET', '/v1/conversations')).body.data[0].seq;
    const before = await seqOf();
    const deps = chatDeps();
    const claimed = await deps.unsentMessages.claim({
      accountId: chat.accountId,
      messageId: body.message_id,
      now: Date.now(),
      leaseMs: 1_000,
    });
    expect(claimed.message).toBeUndefined();
    expect(await seqOf()).toBe(before);
    expect(await deps.conversations.lastSeq(chat.accountId)).toBe(before);
  });

  test('is erased with its customer', async () => {
    const chat = await newChat();
    await chat.configureMeta({ behaviour: [{ code: 130429 }] });
    await chat.send({ text: 'Ciao' });
    await chat.as('DELETE', `/v1/users/${encodeURIComponent(chat.userKey)}`);
    await makeSendsDue(chat);
    expect(await chat.sentMessages()).toEqual([]);
  });
});

describe('a message that Meta refuses', () => {
  test('fails with the error on the message, at once or by a later status', async () => {
    const chat = await newChat();
    await chat.configureMeta({ behaviour: [{ code: 131047 }] });
    const { status, body } = await chat.send({ text: 'Tardi' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      state: 'failed',
      statuses: [{ status: 'failed', errors: [{ code: 'meta_131047', detail: 'configured by the test' }] }],
    });
    const { conversation_id: _, ...message } = body;
    expect(await chat.message(body.message_id)).toEqual(message);
    const failed = await chat.as('GET', '/v1/events?type=message.failed');
    expect(failed.body.data).toMatchObject([{ data: { message_id: body.message_id, error_codes: ['meta_131047'] } }]);
    const later = await chat.send({ text: 'Anche questo' });
    const errors = [{ code: 131047, title: 'Re-engagement message' }];
    await chat.status({ wamid: later.body.wamid, status: 'failed', callback: later.body.message_id, errors });
    expect((await chat.whenState(later.body.message_id, 'failed')).statuses).toMatchObject([{ errors }]);
  });
});
