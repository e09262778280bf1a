import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { newWamid, type ReplySpec } from '../standins/meta-webhooks';
import { newScene, runCron, type Scene, until } from '../support/scene';

const toThem = { do: 'send_message', to: '{{ request.user_key }}' };
const flow = {
  steps: [
    {
      id: 'ask',
      ...toThem,
      template: {
        name: 'cod_confirm',
        language: 'it',
        body: ['Ada', '{{ object.id }}'],
        buttons: ['CONFIRM', 'CANCEL'],
      },
    },
    {
      id: 'answer',
      do: 'wait_for_reply',
      timeout: '24h',
      cases: [
        { button: 'CONFIRM', goto: 'when' },
        { button: 'CANCEL', goto: 'no' },
      ],
      otherwise: 'again',
      on_timeout: 'silent',
    },
    { id: 'again', ...toThem, buttons: { text: 'Confermi?', buttons: ['CONFIRM', 'CANCEL'] } },
    { id: 'to-answer', do: 'branch', cases: [{ when: 'true', goto: 'answer' }] },
    {
      id: 'when',
      ...toThem,
      mark_read: 'typing',
      list: {
        text: 'Quando?',
        button: 'Scegli',
        sections: [
          {
            rows: [
              { id: 'M9', title: 'Alle 9' },
              { id: 'S18', title: 'Alle 18' },
            ],
          },
        ],
      },
    },
    {
      id: 'slot',
      do: 'wait_for_reply',
      timeout: '24h',
      cases: [
        { list: 'M9', goto: 'photo' },
        { list: 'S18', goto: 'photo' },
      ],
      otherwise: 'when',
      on_timeout: 'silent',
      save_as: 'slot',
    },
    { id: 'photo', ...toThem, text: 'Una foto del portone?', reply_to: true },
    {
      id: 'door',
      do: 'wait_for_reply',
      timeout: '24h',
      cases: [{ kind: 'image', goto: 'thanks' }],
      otherwise: 'nudge',
      on_timeout: 'silent',
    },
    { id: 'nudge', ...toThem, text: 'Serve proprio una foto.' },
    { id: 'to-door', do: 'branch', cases: [{ when: 'true', goto: 'door' }] },
    { id: 'thanks', ...toThem, reaction: { emoji: '👍' } },
    { id: 'push', do: 'update_object', variables: { slot: '{{ slot.list }}' }, wait: true },
    { id: 'bye', ...toThem, text: 'A presto, ordine {{ object.id }}!' },
    { id: 'yes', do: 'end', outcome: 'confirmed' },
    { id: 'no', do: 'end', outcome: 'refused' },
    { id: 'silent', do: 'branch', cases: [{ when: 'reply.opted_out', goto: 'left' }], otherwise: 'late' },
    { id: 'left', do: 'end', outcome: 'opted_out' },
    { id: 'late', do: 'end', outcome: 'timed_out' },
  ],
};

/** Describes a sent message in a few words. */
function describeSent({ type, text, template, interactive, reaction }: any): string {
  if (text) return `text ${text.body}`;
  if (template) return `template ${template.components[0].parameters.map((each: any) => each.text).join(' ')}`;
  if (reaction) return `reaction ${reaction.emoji}`;
  return `${interactive?.type ?? type} ${interactive?.body.text ?? ''}`;
}

/** Describes a stored message with its statuses. */
function describeStored({ direction, kind, content, status, statuses }: any): string {
  const words = content.text ?? content.emoji ?? content.name;
  const all = statuses.map((one: any) => one.status).join(' ') || status;
  return `${[direction, kind, words].filter(Boolean).join(' ')}: ${all}`;
}

type Conversation = {
  scene: Scene;
  /** The request ids by order id. */
  requests: Record<string, string>;
  /** Delivers the customer's message, `copies` times at once. */
  says: (spec: ReplySpec, copies?: number) => Promise<void>;
  starts: (order: string) => Promise<void>;
  /** Delivers statuses of a sent message; `back` counts back from the last one. */
  status: (back: number, statuses: string[]) => Promise<void>;
};
type Turn = [
  what: string,
  act: (talk: Conversation) => Promise<unknown>,
  /** The messages that the turn sends, and the request statuses that it changes. */
  then: { sends?: string[]; state?: Record<string, string> },
];

const RENEWED = 'EAAG-token-of-the-test-renewed';
const press = (order: string, id: string) => (talk: Conversation) => ({
  payload: `${talk.requests[order]}.${id}`,
  text: id,
});
let wamid = '';

const TURNS: Turn[] = [
  ['the customer greets, and Meta delivers it twice', ({ says }) => says({ text: 'Buongiorno' }, 2), {}],
  ['an order comes', ({ starts }) => starts('1001'), { sends: ['template Ada 1001'], state: { 1001: 'waiting' } }],
  [
    'Meta delivers its statuses out of order, some of them twice',
    ({ status }) => status(0, ['read', 'sent', 'delivered', 'sent', 'read']),
    {},
  ],
  [
    'an answer that matches no case',
    ({ says }) => says({ text: 'boh?', wamid: (wamid = newWamid()) }),
    { sends: ['button Confermi?'] },
  ],
  ['the same again, three times', ({ says }) => says({ text: 'boh?', wamid }, 3), {}],
  ['once more something else', ({ says }) => says({ text: 'chi è?' }), { sends: ['button Confermi?'] }],
  [
    'the customer confirms by the button of the message before the last',
    (talk) => talk.says({ button_reply: { id: press('1001', 'CONFIRM')(talk).payload, title: 'CONFIRM' } }, 2),
    { sends: ['list Quando?'] },
  ],
  [
    'and also presses the button of the template, an earlier question',
    (talk) => talk.says({ button: press('1001', 'CONFIRM')(talk) }),
    {},
  ],
  ['statuses of the list', ({ status }) => status(0, ['delivered', 'sent']), {}],
  [
    'the customer chooses from the list; Meta accepts the next message and its response is lost',
    async (talk) => {
      await talk.scene.configureMeta({ behaviour: [{ answer_lost: true }] });
      const { payload } = press('1001', 'S18')(talk);
      await talk.says({ list_reply: { id: payload, title: 'Alle 18' }, wamid: (wamid = newWamid()) });
    },
    { sends: ['text Una foto del portone?'] },
  ],
  [
    'the choice is delivered again',
    (talk) => talk.says({ list_reply: { id: press('1001', 'S18')(talk).payload, title: 'Alle 18' }, wamid }),
    {},
  ],
  [
    'the Worker crashes and restarts',
    async ({ requests }) => (await env.FLOW_RUN.get(requests[1001] ?? '')).restart(),
    {},
  ],
  ['a status shows that the message arrived', ({ status }) => status(0, ['sent']), {}],
  [
    'the customer writes instead of sending a photo',
    ({ says }) => says({ text: 'adesso?' }),
    { sends: ['text Serve proprio una foto.'] },
  ],
  [
    'a reaction does not count as an answer',
    ({ says }) => says({ kind: { type: 'reaction', reaction: { message_id: 'wamid.X', emoji: '🤔' } } }),
    {},
  ],
  ['statuses of both', async ({ status }) => [await status(1, ['read']), await status(0, ['delivered'])], {}],
  [
    'a second order comes',
    ({ starts }) => starts('1002'),
    { sends: ['template Ada 1002'], state: { 1002: 'waiting' } },
  ],
  [
    'the token expires; a third order arrives and waits',
    async ({ scene, starts }) => [await scene.configureMeta({ token: RENEWED }), await starts('1003')],
    { state: { 1003: 'waiting' } },
  ],
  [
    'the photo arrives for the first order: its thank-you message waits too',
    async ({ scene, says }) => {
      const asked = (await scene.sentMessages()).findLast(
        ({ body }) => describeSent(body) === 'text Serve proprio una foto.',
      );
      await says({
        context_wamid: asked?.wamid,
        kind: { type: 'image', image: { id: '4711', mime_type: 'image/jpeg', sha256: 'x' } },
      });
    },
    { state: { 1001: 'waiting' } },
  ],
  ['the sweep runs', () => runCron(), { state: { 1001: 'waiting', 1003: 'waiting' } }],
  [
    'the token is renewed: all waiting messages are sent, once',
    ({ scene }) => scene.as('PATCH', `/v1/channels/${scene.channelId}`, { access_token: RENEWED }),
    { sends: ['reaction 👍', 'template Ada 1003', 'text A presto, ordine 1001!'], state: { 1001: 'completed' } },
  ],
  [
    'the customer answers the second order',
    (talk) => talk.says({ button: press('1002', 'CANCEL')(talk) }),
    { state: { 1002: 'completed', 1003: 'waiting' } },
  ],
  [
    'the photo is fetched with the new token',
    async ({ scene }) => {
      await env.DB.prepare('update messages set media_due_at = 0 where media_due_at is not null and account_id = ?')
        .bind(scene.accountId)
        .run();
      await runCron();
    },
    {},
  ],
  ['the customer opts out, twice', ({ says }) => says({ text: 'Basta!' }, 2), { state: { 1003: 'completed' } }],
  ['a fourth order may not write', ({ starts }) => starts('1004'), { state: { 1004: 'failed' } }],
  [
    'they press a button of the second order, which has ended',
    (talk) => talk.says({ button: press('1002', 'CONFIRM')(talk) }),
    {},
  ],
  ['a fifth order may still not write', ({ starts }) => starts('1005'), { state: { 1005: 'failed' } }],
  ['the customer opts in again', ({ says }) => says({ text: 'start' }), {}],
  ['a sixth order asks', ({ starts }) => starts('1006'), { sends: ['template Ada 1006'], state: { 1006: 'waiting' } }],
  [
    'and the customer declines it with the template’s button, without a context',
    (talk) => talk.says({ button: press('1006', 'CANCEL')(talk) }, 2),
    { state: { 1006: 'completed' } },
  ],
];

test('a conversation of thirty turns ends in the right state', async () => {
  expect(TURNS).toHaveLength(30);
  const scene = await newScene();
  await scene.saveFlow(flow);
  await scene.configureMeta({ media: { 4711: { data: btoa('a door'), mime_type: 'image/jpeg' } } });
  const requests: Record<string, string> = {};
  const conversation = async () =>
    (await scene.as('GET', `/v1/messages?user_key=%2B${scene.customer}&limit=100`)).body.data;
  const talk: Conversation = {
    scene,
    requests,
    async says(spec, copies = 1) {
      const told = { wamid: newWamid(), ...spec };
      const answers = await Promise.all(Array.from({ length: copies }, () => scene.reply(told)));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      await until(async () => expect((await conversation()).map((one: any) => one.wamid)).toContain(told.wamid));
    },
    async starts(order) {
      requests[order] = await scene.start('flow', { object: { type: 'order', id: order } });
    },
    async status(back, statuses) {
      const { wamid: of = '', body } = (await scene.sentMessages()).at(-1 - back) ?? {};
      const callback = body.biz_opaque_callback_data;
      const category = body.type === 'template' ? 'utility' : 'service';
      const timestamp = String(Math.floor(Date.now() / 1_000));
      for (const status of statuses) await scene.status({ wamid: of, status, callback, category, timestamp });
      await until(async () => {
        const [message] = (await conversation()).filter((one: any) => one.wamid === of);
        expect(message.statuses.map((one: any) => one.status)).toEqual(expect.arrayContaining(statuses));
      });
    },
  };

  const state: Record<string, string> = {};
  const sorted = (texts: string[]) => texts.toSorted((a, b) => a.localeCompare(b));
  let before = 0;
  for (const [what, act, { sends = [], state: changed = {} }] of TURNS) {
    await act(talk);
    Object.assign(state, changed);
    await until(async () => {
      const sent = (await scene.sentMessages()).slice(before).map(({ body }) => describeSent(body));
      // The waiting messages of two requests are sent in any order.
      expect([what, sorted(sent)]).toEqual([what, sorted(sends)]);
      for (const [order, status] of Object.entries(state)) {
        expect([what, order, (await scene.request(requests[order] ?? '')).status]).toEqual([what, order, status]);
      }
    });
    before += sends.length;
    await settled(scene);
  }

  const ended = await Promise.all(
    Object.entries(requests).map(async ([order, id]) => [order, await scene.request(id)]),
  );
  expect(ended.map(([order, { status, outcome, error }]) => [order, status, outcome ?? error.code])).toEqual([
    ['1001', 'completed', 'confirmed'],
    ['1002', 'completed', 'refused'],
    ['1003', 'completed', 'opted_out'],
    ['1004', 'failed', 'opted_out'],
    ['1005', 'failed', 'opted_out'],
    ['1006', 'completed', 'refused'],
  ]);
  expect(await scene.violations()).toEqual([]);
  const isStored = (message: any) => message.media === null || message.media.state === 'stored';
  await until(async () => expect((await conversation()).every(isStored)).toBe(true));
  expect((await scene.merchantCalls()).deliveries.map(({ body }) => [body.object_id, body.variables])).toEqual([
    ['1001', { slot: 'S18' }],
  ]);
  const messages = (await conversation()).toReversed();
  expect(messages.map(describeStored)).toEqual([
    'in text Buongiorno: received',
    'out template cod_confirm: sent delivered read',
    'in text boh?: received',
    'out buttons Confermi?: accepted',
    'in text chi è?: received',
    'out buttons Confermi?: accepted',
    'in interactive CONFIRM: received',
    'out list Quando?: sent delivered',
    'in button CONFIRM: received',
    'in interactive Alle 18: received',
    'out text Una foto del portone?: sent read',
    'in text adesso?: received',
    'out text Serve proprio una foto.: delivered',
    'in reaction 🤔: received',
    'out template cod_confirm: accepted',
    'out template cod_confirm: accepted',
    'in image: received',
    'out reaction 👍: accepted',
    'out text A presto, ordine 1001!: accepted',
    'in button CANCEL: received',
    'in text Basta!: received',
    'in button CONFIRM: received',
    'in text start: received',
    'out template cod_confirm: accepted',
    'in button CANCEL: received',
  ]);
  const { data, total } = await scene.charges();
  expect(data.map(({ kind, amount }: any) => `${kind} ${amount}`).toReversed()).toEqual([
    'flow.run 0.0500',
    'message.utility 0.0691',
    'flow.run 0.0500',
    'flow.run 0.0500',
    'push 0.0010',
    'flow.run 0.0500',
    'flow.run 0.0500',
    'flow.run 0.0500',
  ]);
  expect(total).toBe('0.3701');
}, 90_000);

/** Waits until no request is queued or running. */
async function settled(scene: Scene): Promise<void> {
  await until(async () => {
    const { running } = (await env.DB.prepare(
      "select count(*) as running from requests where account_id = ? and status in ('queued', 'running')",
    )
      .bind(scene.accountId)
      .first<{ running: number }>()) ?? { running: -1 };
    expect(running).toBe(0);
  });
}
