import { expect, test } from 'vitest';
import { newWamid, replyValue } from '../standins/meta-webhooks';
import { stubInboundQueue } from '../support/inbound-queue-stub';
import { newScene, type Scene, until } from '../support/scene';
import { handoverValue, threadValues } from '../support/thread-samples';

const now = () => Math.floor(Date.now() / 1_000);

/** A scene whose webhooks are applied one after another, as often and in the order that the test wants. */
async function newThread() {
  const scene = await newScene();
  const userId = `IT.${scene.customer}`;
  const inbound = stubInboundQueue();
  const change = (field: string, value: Record<string, unknown>) => ({
    object: 'whatsapp_business_account',
    entry: [{ id: scene.wabaId, changes: [{ field, value }] }],
  });
  const metadata = { display_phone_number: '390255500123', phone_number_id: scene.phoneNumberId };
  const deliver = async (body: unknown) => {
    expect(await inbound.post(body)).toBe(200);
    expect(await inbound.consumeAll()).toEqual([]);
  };
  const find = async () => (await scene.as('GET', '/v1/conversations')).body.data;
  return {
    ...scene,
    userId,
    inbound,
    is: threadValues({ customer: scene.customer, userId }),
    /** Delivers a value of a field with the number in `metadata`. */
    field: (field: string, value: Record<string, unknown>) =>
      deliver(change(field, { messaging_product: 'whatsapp', metadata, ...value })),
    handover: (
      part: Parameters<typeof handoverValue>[2],
      sender: Record<string, unknown> = { phone_number: scene.customer },
    ) => deliver(change('messaging_handovers', handoverValue(scene, sender, part))),
    writes: (text: string, at = now(), wamid = newWamid()) =>
      deliver(
        change('messages', {
          metadata,
          ...replyValue({ from: scene.customer, from_user_id: userId, text, wamid, timestamp: String(at) }),
        }),
      ),
    conversations: find,
    async conversation() {
      const all = await find();
      expect(all).toHaveLength(1);
      return all[0];
    },
    async stream() {
      const [{ conversation_id }] = await find();
      const { body } = await scene.as('GET', `/v1/conversations/${conversation_id}/messages`);
      return body.data as any[];
    },
  };
}
const entriesOf = (rows: any[]) =>
  rows.filter(({ kind }) => kind !== 'message').map(({ kind, detail }) => [kind, detail]);

test('what a person writes in the phone app is their answer', async () => {
  const thread = await newThread();
  await thread.writes('Dov’è il pacco?', now() - 60);
  expect(await thread.conversation()).toMatchObject({ unread: 1, waiting_since: expect.any(String) });
  const wamid = newWamid();
  for (let i = 0; i < 3; i += 1) await thread.field('smb_message_echoes', thread.is.echo(wamid, now() - 30));
  expect(await thread.conversation()).toMatchObject({ owner: 'person', unread: 0, waiting_since: null, state: 'open' });
  const rows = await thread.stream();
  expect(rows.filter(({ direction }) => direction === 'out')).toMatchObject([
    { author: { kind: 'phone_app', id: null }, state: 'sent', content: { text: 'Il pacco parte domani.' }, wamid },
  ]);
  expect(entriesOf(rows)).toEqual([['owner', { owner: 'person' }]]);
});

test('an answer that comes before its question leaves nothing waiting', async () => {
  const thread = await newThread();
  const at = now() - 60;
  await thread.field('smb_message_echoes', thread.is.echo(newWamid(), at + 5));
  await thread.writes('Dov’è il pacco?', at);
  expect(await thread.conversation()).toMatchObject({ owner: 'person', unread: 0, waiting_since: null });
  // A later question waits.
  await thread.writes('Allora?', at + 30);
  expect(await thread.conversation()).toMatchObject({ unread: 1, waiting_since: expect.any(String) });
});

test('a late echo takes nothing back that a person has given back since', async () => {
  const thread = await newThread();
  const at = now() - 60;
  await thread.field('message_echoes', thread.is.echo(newWamid(), at));
  const { conversation_id } = await thread.conversation();
  await thread.as('PATCH', `/v1/conversations/${conversation_id}`, { owner: 'flow', state: 'done' });
  await thread.field('message_echoes', thread.is.echo(newWamid(), at + 1));
  expect(await thread.conversation()).toMatchObject({ owner: 'nobody', state: 'done' });
});

test('a file, an edit, a deletion and a reaction of the phone app are shown on their message', async () => {
  const thread = await newThread();
  const at = now() - 60;
  const [picture, text] = [newWamid(), newWamid()];
  // The edit comes before its message.
  const edit = { original_message_id: text, message: { type: 'text', text: { body: 'Parte lunedì.' } } };
  await thread.field('smb_message_echoes', thread.is.echo(newWamid(), at + 3, { type: 'edit', edit }));
  await thread.field('smb_message_echoes', thread.is.echo(text, at));
  const image = { caption: 'La ricevuta', mime_type: 'image/jpeg', sha256: 'a'.repeat(44), id: '900000000000011' };
  await thread.field('smb_message_echoes', thread.is.echo(picture, at + 1, { type: 'image', image }));
  const revoke = { original_message_id: picture };
  await thread.field('smb_message_echoes', thread.is.echo(newWamid(), at + 4, { type: 'revoke', revoke }));
  const rows = await thread.stream();
  expect(rows.find(({ wamid }) => wamid === text)).toMatchObject({
    content: { text: 'Parte lunedì.' },
    edited_at: expect.any(String),
    deleted_at: null,
  });
  expect(rows.find(({ wamid }) => wamid === picture)).toMatchObject({
    content: { text: 'La ricevuta' },
    media: { mime_type: 'image/jpeg' },
    edited_at: null,
    deleted_at: expect.any(String),
  });
  expect((await thread.conversation()).last_message).toMatchObject({ kind: 'image' });
});

test('the last reaction of a customer is shown on its message, until it is taken back', async () => {
  const thread = await newThread();
  const [wamid, own] = [newWamid(), newWamid()];
  const at = now() - 60;
  await thread.writes('Grazie', at, own);
  await thread.field('smb_message_echoes', thread.is.echo(wamid, at + 1));
  const react = (emoji: string, when: number, target = wamid) =>
    thread.webhook(
      replyValue({
        from: thread.customer,
        timestamp: String(when),
        kind: { type: 'reaction', reaction: { message_id: target, emoji } },
      }),
    );
  const shown = async () => (await thread.stream()).find((row) => row.wamid === wamid).reactions;
  await react('👍', at + 2);
  await react('❤️', at + 3);
  await until(async () =>
    expect(await shown()).toEqual([
      { emoji: '❤️', author: { kind: 'customer', id: null }, created_at: expect.any(String) },
    ]),
  );
  await react('', at + 4);
  await until(async () => expect(await shown()).toEqual([]));
  // A customer can delete only what they have written.
  const revoke = (target: string) =>
    thread.webhook(
      replyValue({ from: thread.customer, kind: { type: 'revoke', revoke: { original_message_id: target } } }),
    );
  await revoke(wamid);
  await revoke(own);
  await until(async () => {
    const rows = await thread.stream();
    expect(rows.find((row) => row.wamid === own).deleted_at).toEqual(expect.any(String));
    expect(rows.filter(({ message_kind }) => message_kind === 'revoke')).toHaveLength(2);
    expect(rows.find((row) => row.wamid === wamid).deleted_at).toBeNull();
  });
});

const ask = {
  steps: [
    { id: 'ask', do: 'send_message', to: '{{ user.user_key }}', text: 'Tutto bene?' },
    { id: 'reply', do: 'wait_for_reply', timeout: '1h', otherwise: 'done', on_timeout: 'late' },
    { id: 'done', do: 'end', outcome: 'answered' },
    { id: 'late', do: 'end', outcome: 'late' },
  ],
};

test('while another app has the thread, what the customer writes answers no flow, not even by a button', async () => {
  const thread = await newThread();
  await thread.writes('Buongiorno', now() - 100);
  await thread.saveFlow(ask);
  const requestId = await thread.start();
  await thread.waitForStatus(requestId, 'waiting');
  const [sent] = await thread.sentMessages();
  const at = now();
  const wamid = newWamid();
  const button = { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'x', title: 'Sì' } } };
  for (let i = 0; i < 2; i += 1) {
    await thread.field('standby', thread.is.standbyMessage(wamid, at));
    await thread.field(
      'standby',
      thread.is.standbyMessage(`${wamid}2`, at, { ...button, context: { id: sent?.wamid } }),
    );
    await thread.field('standby', thread.is.standbyEcho(`${wamid}3`, at));
    await thread.field('standby', thread.is.standbyTemplate(`${wamid}4`, at));
    await thread.field('standby', thread.is.standbyStatus(`${wamid}3`, at));
    await thread.field('standby', thread.is.standbyEmpty());
  }
  expect(await thread.conversation()).toMatchObject({ owner: 'other_app', unread: 1, waiting_since: null });
  const rows = await thread.stream();
  expect(entriesOf(rows)).toEqual([['owner', { owner: 'other_app', reason: 'standby' }]]);
  // What another app has is stored raw only.
  expect(rows.filter(({ kind }) => kind === 'message').map(({ content }) => content.text ?? '')).toEqual([
    'Tutto bene?',
    'Buongiorno',
  ]);
  expect((await thread.request(requestId)).status).toBe('waiting');
  // A message that Meta sends to us makes it ours again, and it answers.
  await thread.writes('Tutto bene', at + 2);
  expect((await thread.waitForStatus(requestId, 'completed')).outcome).toBe('answered');
  expect(await thread.conversation()).toMatchObject({ owner: 'nobody' });
  expect(entriesOf(await thread.stream())[0]).toEqual(['owner', { owner: 'flow', reason: 'live_message' }]);
});

test('a late standby event changes no owner', async () => {
  const thread = await newThread();
  const at = now() - 60;
  await thread.writes('Ci sei?', at);
  await thread.field('standby', thread.is.standbyMessage(newWamid(), at - 1));
  await thread.field('standby', thread.is.standbyEcho(newWamid(), at));
  expect(await thread.conversation()).toMatchObject({ owner: 'nobody', waiting_since: expect.any(String) });
  expect(entriesOf(await thread.stream())).toEqual([]);
});

test('a message that stood in standby before it came to us answers as any other', async () => {
  const thread = await newThread();
  await thread.writes('Buongiorno', now() - 100);
  await thread.saveFlow(ask);
  const requestId = await thread.start();
  await thread.waitForStatus(requestId, 'waiting');
  const [at, wamid] = [now() + 1, newWamid()];
  await thread.field('standby', thread.is.standbyMessage(wamid, at));
  await thread.writes('Sì', at, wamid);
  expect((await thread.waitForStatus(requestId, 'completed')).outcome).toBe('answered');
  await thread.field('standby', thread.is.standbyMessage(wamid, at));
  expect(await thread.conversation()).toMatchObject({ owner: 'nobody' });
});

const passed = (at: number, more: Record<string, unknown> = {}) => ({
  type: 'control_passed' as const,
  at,
  previous_owner_role: 'ai_agent',
  new_owner_role: 'escalation',
  metadata: 'customer asks for a person',
  conversation_context: { type: 'summary', summary: { text: 'Chiede dov’è l’ordine 1042.' } },
  ...more,
});
const taken = (at: number, metadata = 'taken by the help desk') => ({
  type: 'control_taken' as const,
  at,
  previous_owner_role: 'customer_service',
  new_owner_role: 'escalation',
  metadata,
});

test('a handover takes the thread away and gives it back with its summary, in any order and as often as it comes', async () => {
  const orders = [
    [0, 1],
    [1, 0],
    [0, 1, 0, 1],
    [1, 0, 0, 1, 1],
  ];
  for (const order of orders) {
    const thread = await newThread();
    const at = now() - 60;
    const events = [() => thread.handover(taken(at)), () => thread.handover(passed(at + 10))];
    for (const i of order) await events[i]?.();
    expect(await thread.conversation()).toMatchObject({
      owner: 'nobody',
      state: 'open',
      waiting_since: expect.any(String),
    });
    const notes = (await thread.stream()).filter(({ kind }) => kind === 'note');
    expect(notes).toMatchObject([{ author: { kind: 'other_app' }, detail: { text: 'Chiede dov’è l’ordine 1042.' } }]);
    await thread.handover(taken(at + 20));
    expect(await thread.conversation()).toMatchObject({ owner: 'other_app', waiting_since: null });
  }
});

test('a run that waits for the thread sends once it is given back', async () => {
  const thread = await newThread();
  await thread.writes('Buongiorno', now() - 100);
  await thread.handover(taken(now() - 50));
  await thread.saveFlow(ask);
  const requestId = await thread.start();
  await thread.waitForStatus(requestId, 'waiting');
  expect(await thread.sentMessages()).toEqual([]);
  await thread.handover(passed(now() - 20), { user_id: thread.userId });
  await until(async () => expect(await thread.sentMessages()).toHaveLength(1));
});

test('the older form of a handover, one to Meta’s agent and a malformed one', async () => {
  const thread = await newThread();
  const at = now() - 60;
  const legacy = { previous_owner_app_role: 'meta_business_agent', new_owner_app_id: '7', metadata: '{"reason":"x"}' };
  await thread.handover(taken(at));
  await thread.handover({ type: 'control_passed', at: at + 1, ...legacy });
  expect(await thread.conversation()).toMatchObject({ owner: 'nobody' });
  await thread.handover(passed(at + 2, { new_owner_role: 'ai_agent' }));
  expect(await thread.conversation()).toMatchObject({ owner: 'other_app' });
  await thread.handover({ ...passed(at + 3), type: 'control_lost' as 'control_passed' });
  await thread.handover(passed(at + 3), {});
  await thread.handover(passed(at + 3), { phone_number: 5 });
  expect(await thread.conversation()).toMatchObject({ owner: 'other_app' });
  expect((await thread.as('GET', '/v1/events?state=failed')).body.data).toEqual([]);
});

test('a thread that is passed to a role which the merchant has not named as ours is not ours', async () => {
  const thread = await newThread();
  const at = now() - 60;
  const path = `/v1/channels/${thread.channelId}`;
  expect((await thread.as('PATCH', path, { routing_roles: ['Customer Service'] })).status).toBe(422);
  const changed = await thread.as('PATCH', path, { routing_roles: ['customer_service', 'utility'] });
  expect(changed.body.routing_roles).toEqual(['customer_service', 'utility']);
  await thread.handover(taken(at));
  await thread.handover(passed(at + 1));
  expect(await thread.conversation()).toMatchObject({ owner: 'other_app' });
  expect(entriesOf(await thread.stream()).map(([kind]) => kind)).not.toContain('note');
  await thread.handover(passed(at + 2, { new_owner_role: 'customer_service' }));
  expect(await thread.conversation()).toMatchObject({ owner: 'nobody', waiting_since: expect.any(String) });
  expect(entriesOf(await thread.stream())).toContainEqual(['note', { text: 'Chiede dov’è l’ordine 1042.' }]);
});

test('while another app has the thread, statuses of our own messages still count, and those of others are theirs', async () => {
  const thread = await newThread();
  await thread.writes('Buongiorno', now() - 100);
  await thread.saveFlow(ask);
  const requestId = await thread.start();
  await until(async () => expect(await thread.sentMessages()).toHaveLength(1));
  const [sent] = await thread.sentMessages();
  await until(async () => {
    const { body } = await thread.as('GET', `/v1/messages?request_id=${requestId}`);
    expect(body.data[0]?.wamid).toBe(sent?.wamid);
  });
  for (const wamid of [sent?.wamid ?? '', newWamid()]) {
    await thread.field('standby', thread.is.standbyStatus(wamid, now()));
  }
  const { body } = await thread.as('GET', `/v1/messages?request_id=${requestId}`);
  expect(body.data.map(({ status, statuses }: any) => [status, statuses.length])).toEqual([['delivered', 1]]);
  expect(await thread.conversation()).toMatchObject({ owner: 'other_app' });
});

test('a take by a message of ours does not take the thread away', async () => {
  const thread = await newThread();
  await thread.writes('Buongiorno', now() - 100);
  await thread.saveFlow(ask);
  await thread.start();
  await until(async () => expect(await thread.sentMessages()).toHaveLength(1));
  await thread.handover(taken(now() + 1, 'Control taken via service message'));
  expect(await thread.conversation()).toMatchObject({ owner: 'flow' });
  await thread.handover(taken(now() + 2));
  expect(await thread.conversation()).toMatchObject({ owner: 'other_app' });
});

test('history and the contacts of the phone start nothing and are stored raw', async () => {
  const thread = await newThread();
  const at = now() - 60;
  await thread.field('history', thread.is.history(newWamid(), at));
  await thread.field('history', thread.is.historyThreads(newWamid(), at));
  await thread.field('smb_app_state_sync', thread.is.contactsSync(at));
  expect(await thread.conversations()).toEqual([]);
  const { body } = await thread.as('GET', '/v1/events?type=inbound.account&state=kept');
  expect(body.data.map(({ about }: any) => about.field).toSorted()).toEqual([
    'history',
    'history',
    'smb_app_state_sync',
  ]);
});

test('a customer whose number comes later keeps one conversation', async () => {
  const thread = await newThread();
  const at = now() - 60;
  await thread.field('smb_message_echoes', thread.is.echoWithoutPhone(newWamid(), at));
  const before = await thread.conversation();
  expect(before).toMatchObject({ user_key: thread.userId, name: 'giulia.esempio', owner: 'person' });
  await thread.writes('Eccomi', at + 10);
  expect(await thread.conversation()).toMatchObject({
    conversation_id: before.conversation_id,
    user_key: thread.userKey,
    owner: 'person',
    unread: 1,
  });
  expect(await thread.stream()).toHaveLength(3);
});

test('an event of two numbers and customers reaches each of them alone', async () => {
  const [one, two] = await Promise.all([newThread(), newThread()]);
  const at = now() - 60;
  const entry = (scene: Scene, value: Record<string, unknown>, field: string) => ({
    id: scene.wabaId,
    changes: [{ field, value }],
  });
  const echo = one.is.echo(newWamid(), at);
  const other = `39333${Date.now() % 10_000_000}`.padEnd(12, '1');
  const second = { ...echo.message_echoes[0], to: other, id: newWamid() };
  const both = {
    ...echo,
    message_echoes: [...echo.message_echoes, second],
    metadata: { phone_number_id: one.phoneNumberId },
  };
  const body = {
    object: 'whatsapp_business_account',
    entry: [
      entry(one, both, 'smb_message_echoes'),
      entry(two, handoverValue(two, { phone_number: two.customer }, taken(at)), 'messaging_handovers'),
      { id: '620000000000001', changes: [{ field: 'account_update', value: { event: 'PARTNER_ADDED' } }] },
    ],
  };
  expect(await one.inbound.post(body)).toBe(200);
  await one.inbound.consumeAll();
  const owners = (await one.conversations()).map(({ user_key, owner }: any) => `${user_key} ${owner}`);
  expect(owners.toSorted()).toEqual([`${one.userKey} person`, `+${other} person`].toSorted());
  expect(await two.conversation()).toMatchObject({ user_key: two.userKey, owner: 'other_app' });
  // Erasing one customer leaves the raw event of the other.
  await one.as('DELETE', `/v1/users/${encodeURIComponent(one.userKey)}`);
  expect((await one.conversations()).map(({ user_key }: any) => user_key)).toEqual([`+${other}`]);
});
