import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { makeDeps } from '../../src/composition/make-deps';
import { readSettings } from '../../src/composition/settings';
import { eventSchema } from '../../src/domain/outbox/event-schema';
import { EVENT_TYPE_NAMES } from '../../src/domain/outbox/event-types';
import { sweep } from '../../src/domain/sweep/sweep';
import { newWamid } from '../standins/meta-webhooks';
import { isOfConversation, newReceiver, polled } from '../support/event-receiver';
import { type RecordedStatement, recordingEnv } from '../support/recording-env';
import { newScene, runCron, type Scene, until } from '../support/scene';
import { handoverValue, threadValues } from '../support/thread-samples';

const HOUR = 3_600_000;
const seconds = (ms: number) => Math.floor(ms / 1_000);

/** Sweeps as at a later time, and returns its statements. */
async function sweepWith(ms: number): Promise<RecordedStatement[]> {
  const check = readSettings(env);
  if (!check.ok) throw new Error(check.invalid.join());
  const calls: RecordedStatement[] = [];
  const recorded = recordingEnv(calls);
  const meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  const deps = makeDeps(recorded, check.settings, { d1: recorded.DB, meter, traceId: 'sweep', ownHost: null });
  await sweep({ ...deps, now: () => Date.now() + ms, log: () => undefined });
  return calls.filter(({ values }) => values.length > 0);
}
/** Sweeps as at a later time, and returns what it has asked about conversations. */
const sweepIn = async (ms: number): Promise<RecordedStatement[]> =>
  (await sweepWith(ms)).filter(({ query }) => /^select .* from "conversations"/.test(query));

/** Returns the number of rows that each statement reads when it runs again. */
async function rowsOf(calls: RecordedStatement[]): Promise<number[]> {
  const rows: number[] = [];
  for (const { query, values } of calls) {
    const { meta } = await env.DB.prepare(query)
      .bind(...values)
      .all();
    rows.push(meta.rows_read);
  }
  return rows;
}
const conversationOf = async (scene: Scene) => (await scene.as('GET', '/v1/conversations')).body.data[0];

test('an idle sweep reads no row of a conversation that nothing is due for', async () => {
  const scene = await newScene();
  await scene.openWindow();
  const calls = await sweepIn(0);
  expect(calls).toHaveLength(4);
  // D1 has counted one row for a search of an index that found nothing.
  expect((await rowsOf(calls)).every((rows) => rows <= 1)).toBe(true);
});

test('who waits too long is found among those who were not reported, and costs two statements of each kind', async () => {
  const scene = await newScene();
  await scene.openWindow();
  await scene.reply({ text: 'Dov’è il pacco?' });
  await until(async () => expect((await conversationOf(scene)).waiting_since).not.toBeNull());
  const about = (calls: RecordedStatement[]) =>
    calls.filter(({ query }) => /late_for|closing_for|^insert into "outbox_events"/.test(query));
  const kindsOf = (calls: RecordedStatement[]) => about(calls).map(({ query }) => query.split(' ', 1)[0]);
  expect(kindsOf(await sweepWith(HOUR - 60_000))).toEqual(['select', 'select']);
  expect(kindsOf(await sweepWith(23 * HOUR))).toEqual(['select', 'select', 'insert', 'update', 'insert', 'update']);
  // The conversation still waits, and is read no more.
  const after = await sweepWith(23 * HOUR);
  expect(kindsOf(after)).toEqual(['select', 'select']);
  expect((await rowsOf(about(after))).every((rows) => rows <= 1)).toBe(true);
});

test('a snoozed conversation comes back at its time', async () => {
  const scene = await newScene();
  await scene.openWindow();
  const { conversation_id, seq } = await conversationOf(scene);
  const wakesAt = new Date(Date.now() + HOUR).toISOString();
  await scene.as('PATCH', `/v1/conversations/${conversation_id}`, { state: 'snoozed', snoozed_until: wakesAt });
  await sweepIn(HOUR - 60_000);
  expect(await conversationOf(scene)).toMatchObject({ state: 'snoozed' });
  await sweepIn(HOUR + 1_000);
  const back = await conversationOf(scene);
  expect(back).toMatchObject({ state: 'open', snoozed_until: null });
  expect(back.seq).toBeGreaterThan(seq + 1);
});

test('the thread of another app is ours again a day after the customer’s last message', async () => {
  const scene = await newScene();
  await scene.openWindow();
  const is = threadValues({ customer: scene.customer, userId: 'IT.1' });
  const metadata = { phone_number_id: scene.phoneNumberId };
  const taken = { type: 'control_taken' as const, at: seconds(Date.now()), new_owner_role: 'escalation' };
  await scene.accountWebhook('messaging_handovers', handoverValue(scene, { phone_number: scene.customer }, taken));
  await until(async () => expect(await conversationOf(scene)).toMatchObject({ owner: 'other_app' }));
  await scene.saveFlow({
    steps: [
      { id: 'say', do: 'send_message', to: '{{ user.user_key }}', text: 'Eccoci' },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  await scene.waitForStatus(await scene.start(), 'waiting');
  // What the other app writes makes its control last no longer.
  await scene.accountWebhook('standby', { metadata, ...is.standbyEcho(newWamid(), seconds(Date.now()) + 2) });
  await until(async () => {
    const { body } = await scene.as('GET', '/v1/events?type=inbound.account&state=applied');
    expect(body.data.map(({ about }: any) => about.field)).toContain('standby');
  });
  await sweepIn(23 * HOUR);
  expect(await conversationOf(scene)).toMatchObject({ owner: 'other_app' });
  await sweepIn(24 * HOUR + 10_000);
  expect((await conversationOf(scene)).owner).not.toBe('other_app');
  await until(async () => expect(await scene.sentMessages()).toHaveLength(1));
  const { conversation_id } = await conversationOf(scene);
  const { body } = await scene.as('GET', `/v1/conversations/${conversation_id}/messages`);
  const owners = body.data.filter(({ kind }: any) => kind === 'owner').map(({ detail }: any) => detail);
  expect(owners[0]).toEqual({ owner: 'flow', reason: 'idle' });
});

test('a conversation that is begun, assigned, done, open again, waits, is late, and is lost to another app', {
  timeout: 180_000,
}, async () => {
  const scene = await newScene();
  const receiver = await newReceiver(scene, ['conversation.*', 'channel.thread_lost'], { include: ['customer'] });
  const told: string[] = [];
  let last: any;
  /** Waits until these events have followed, and no other. */
  const follows = (...types: string[]) =>
    until(async () => {
      const bodies = (await polled(scene)).filter(isOfConversation);
      expect(bodies.map(({ type }) => type)).toEqual([...told, ...types]);
      last = bodies.at(-1);
      told.push(...types);
      return bodies;
    });
  const change = async (input: Record<string, unknown>) => {
    const changed = await scene.as('PATCH', `/v1/conversations/${id}`, input);
    expect(changed.status).toBe(200);
  };
  const answer = (clientId: string) =>
    scene.as('POST', `/v1/conversations/${id}/messages`, { client_id: clientId, text: 'Domani' });
  const seconds = () => Math.floor(Date.now() / 1_000);

  const wamid = await scene.openWindow();
  await scene.reply({ wamid, text: 'Buongiorno' });
  await scene.reply({ text: 'Dov’è il pacco?' });
  const [opened] = await follows('conversation.opened', 'conversation.waiting');
  const id = opened.data.conversation_id;
  const shown = (await scene.as('GET', `/v1/conversations/${id}`)).body;
  for (const member of [
    'channel_id',
    'state',
    'owner',
    'assignee',
    'request_id',
    'waiting_since',
    'window_closes_at',
  ]) {
    expect([member, last.data[member]]).toEqual([member, shown[member]]);
  }
  expect(JSON.stringify(opened)).not.toContain(scene.customer);

  expect((await answer('one')).status).toBe(201);
  await answer('one');
  await answer('two');
  await follows('conversation.assigned');
  expect(last.data).toMatchObject({ owner: 'person', assignee: expect.stringMatching(/^key:/), waiting_since: null });
  await scene.reply({ text: 'Grazie, e la fattura?' });
  await follows('conversation.waiting');
  await change({ state: 'done' });
  await change({ state: 'done', assignee: null });
  await follows('conversation.resolved');
  await change({ state: 'open' });
  await change({ state: 'snoozed', snoozed_until: new Date(Date.now() + 600_000).toISOString() });
  await follows('conversation.opened');
  await runCron(Date.now() + 660_000);
  await follows('conversation.opened');

  // What a flow hands over waits; an answered question does not.
  await change({ owner: 'flow', state: 'open' });
  await scene.saveFlow({
    steps: [
      { id: 'ask', do: 'hand_over' },
      { id: 'done', do: 'end', outcome: 'x' },
    ],
  });
  await scene.waitForStatus(await scene.start(), 'waiting');
  await follows('conversation.waiting');
  expect(last.data.request_id).toMatch(/^req_/);

  const begun = Date.parse(last.data.waiting_since);
  await runCron(begun + 3_500_000);
  await runCron(begun + 3_700_000);
  await runCron(begun + 3_800_000);
  await follows('conversation.late');
  await runCron(begun + 22 * 3_600_000 - 60_000);
  await runCron(begun + 22 * 3_600_000);
  await runCron(begun + 23 * 3_600_000);
  await follows('conversation.window_closing');

  const metadata = { phone_number_id: scene.phoneNumberId };
  const is = threadValues({ customer: scene.customer, userId: 'IT.1' });
  for (let i = 0; i < 2; i += 1)
    await scene.accountWebhook('standby', { metadata, ...is.standbyMessage(newWamid(), seconds() + i) });
  await follows('channel.thread_lost');
  expect(last.data).toMatchObject({ conversation_id: id, owner: 'other_app', url: `/v1/conversations/${id}` });
  const passed = { type: 'control_passed' as const, at: seconds() + 2, new_owner_role: 'customer_service' };
  await scene.accountWebhook('messaging_handovers', handoverValue(scene, { phone_number: scene.customer }, passed));
  await follows('conversation.waiting');

  const bodies = await receiver.received(...told);
  expect(bodies.map(({ data }) => data.sequence)).toEqual(told.map((_, i) => i + 1));
  expect(new Set(told)).toEqual(new Set(EVENT_TYPE_NAMES.filter((type) => isOfConversation({ type }))));
  for (const body of bodies) {
    expect(eventSchema(body.type).parse(body)).toEqual(body);
    expect(body.data.customer).toEqual({ user_key: scene.userKey });
  }
  const exported: any[] = (await scene.user(scene.userKey)).events;
  expect(
    exported
      .filter(isOfConversation)
      .map(({ type }) => type)
      .toReversed(),
  ).toEqual(told);
  await scene.as('DELETE', `/v1/users/${encodeURIComponent(scene.userKey)}`);
  expect((await polled(scene)).filter(isOfConversation)).toEqual([]);
});
