import { expect, test } from 'vitest';
import { newWamid, type ReplySpec, replyValue } from '../standins/meta-webhooks';
import { newScene, type Scene, until } from '../support/scene';

/** A question with the buttons YES and NO, and the wait for its answer; anything that fits no case ends as `other`. */
const question = (name: string, next: string, more: Record<string, unknown> = {}) => [
  {
    id: name,
    do: 'send_message',
    to: '{{ request.user_key }}',
    buttons: {
      text: `${name}?`,
      buttons: [
        { id: 'YES', title: 'Sì' },
        { id: 'NO', title: 'No' },
      ],
    },
  },
  {
    id: `${name}-answer`,
    do: 'wait_for_reply',
    timeout: '24h',
    cases: [
      { button: 'YES', goto: next },
      { text: ['sì', 'ok'], goto: next },
    ],
    otherwise: 'other',
    save_as: name,
    ...more,
  },
];
const ends = [
  { id: 'yes', do: 'end', outcome: 'yes' },
  { id: 'other', do: 'end', outcome: 'other' },
];
const oneQuestion = { steps: [...question('ask', 'yes'), ...ends] };
const twoQuestions = { steps: [...question('first', 'second'), ...question('second', 'yes'), ...ends] };
const HELP = {
  trigger: { on: 'message.received' },
  steps: [{ id: 'helped', do: 'end', outcome: 'helped' }],
};

async function started(flow: Record<string, unknown>): Promise<{ scene: Scene; requestId: string }> {
  const scene = await newScene();
  await scene.openWindow();
  await scene.saveFlow(flow);
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  return { scene, requestId };
}

const secondsAgo = (seconds: number): string => String(Math.floor(Date.now() / 1_000) - seconds);

const messages = async (scene: Scene): Promise<any[]> =>
  (await scene.as('GET', `/v1/messages?user_key=%2B${scene.customer}&limit=100`)).body.data;

/** Sends a reply of the customer, waits until it is stored and returns the stored message. */
async function says(scene: Scene, spec: ReplySpec): Promise<any> {
  const wamid = spec.wamid ?? newWamid();
  await scene.reply({ ...spec, wamid });
  return until(async () => {
    const kept = (await messages(scene)).find((one) => one.wamid === wamid);
    expect(kept).toBeDefined();
    return kept;
  });
}

const sent = (scene: Scene, count: number): Promise<any[]> =>
  until(async () => {
    const all = await scene.sentMessages();
    expect(all).toHaveLength(count);
    return all;
  });

const press = (message: any, id: string) => {
  const { reply } = message.body.interactive.action.buttons.find((each: any) => each.reply.id.endsWith(`.${id}`));
  return { button_reply: reply };
};

/** Checks that the expected answer still ends the request, so that no earlier message was taken as the answer. */
async function isStillOpen(scene: Scene, requestId: string): Promise<void> {
  await scene.reply({ text: 'ok' });
  expect(await scene.waitForStatus(requestId, 'completed')).toMatchObject({ outcome: 'yes' });
}

const requests = async (scene: Scene): Promise<any[]> => (await scene.as('GET', '/v1/requests')).body.data;

test('a text of the same delivery that is older than the second question does not answer it', async () => {
  const { scene, requestId } = await started(twoQuestions);
  const say = (text: string) => replyValue({ from: scene.customer, text });
  await scene.webhook(say('ok'), say('grazie mille'));
  await sent(scene, 2);
  await isStillOpen(scene, requestId);
});

test('a text written before the second question that arrives after it does not answer it', async () => {
  const { scene, requestId } = await started(twoQuestions);
  await scene.reply({ text: 'ok' });
  await sent(scene, 2);
  await says(scene, { text: 'grazie mille', timestamp: secondsAgo(2) });
  await isStillOpen(scene, requestId);
});

test('an old text delivered late is stored, answers nothing and starts nothing', async () => {
  const { scene, requestId } = await started(oneQuestion);
  await scene.saveFlow(HELP, 'help');
  const kept = await says(scene, { text: 'ok', timestamp: secondsAgo(2 * 86_400) });
  expect(kept.request_id).toBeNull();
  await isStillOpen(scene, requestId);
  expect(await requests(scene)).toHaveLength(1);
});

test('a second press of the first question’s button does not answer the second question, with or without context', async () => {
  const { scene, requestId } = await started({
    steps: [
      ...question('first', 'second'),
      {
        id: 'second',
        do: 'send_message',
        to: '{{ request.user_key }}',
        buttons: { text: 'second?', buttons: [{ id: 'GO', title: 'Vai' }] },
      },
      {
        id: 'second-answer',
        do: 'wait_for_reply',
        timeout: '24h',
        cases: [
          { button: 'YES', goto: 'other' },
          { text: ['ok'], goto: 'yes' },
        ],
        otherwise: 'other',
      },
      ...ends,
    ],
  });
  const [first] = await sent(scene, 1);
  const pressed = press(first, 'YES');
  await scene.reply({ ...pressed, context_wamid: first.wamid });
  await sent(scene, 2);
  await says(scene, { ...pressed, context_wamid: first.wamid });
  await says(scene, pressed);
  await says(scene, { text: 'sì', context_wamid: first.wamid });
  await isStillOpen(scene, requestId);
});

test('a press on the first question does not answer a second one with the same button id', async () => {
  const { scene, requestId } = await started(twoQuestions);
  const [first] = await sent(scene, 1);
  await scene.reply({ ...press(first, 'YES'), context_wamid: first.wamid });
  const [, second] = await sent(scene, 2);
  await says(scene, { ...press(first, 'YES'), context_wamid: first.wamid });
  await says(scene, { ...press(first, 'NO'), context_wamid: first.wamid });
  expect((await scene.request(requestId)).status).toBe('waiting');
  await scene.reply({ ...press(second, 'YES'), context_wamid: second.wamid });
  expect(await scene.waitForStatus(requestId, 'completed')).toMatchObject({ outcome: 'yes' });
});

test('a press without context, made before the second question, does not answer it', async () => {
  const { scene, requestId } = await started(twoQuestions);
  const [first] = await sent(scene, 1);
  await scene.reply(press(first, 'YES'));
  await sent(scene, 2);
  await says(scene, { ...press(first, 'YES'), timestamp: secondsAgo(2) });
  await says(scene, { ...press(first, 'NO'), timestamp: secondsAgo(7_200) });
  await isStillOpen(scene, requestId);
});

test('after a reminder without buttons, the first message’s buttons still answer', async () => {
  const { scene, requestId } = await started({
    steps: [
      ...question('ask', 'yes', { timeout: '1s', on_timeout: 'remind' }),
      { id: 'remind', do: 'send_message', to: '{{ request.user_key }}', text: 'Ti ricordiamo la domanda' },
      {
        id: 'answer2',
        do: 'wait_for_reply',
        timeout: '24h',
        cases: [{ button: 'YES', goto: 'yes' }],
        otherwise: 'other',
      },
      ...ends,
    ],
  });
  const [first] = await sent(scene, 2);
  await scene.waitForStatus(requestId, 'waiting');
  await scene.reply({ ...press(first, 'YES'), context_wamid: first.wamid });
  expect(await scene.waitForStatus(requestId, 'completed')).toMatchObject({ outcome: 'yes' });
});

test('a message written to a person does not answer a question sent after the chat', async () => {
  const { scene, requestId } = await started({
    steps: [{ id: 'human', do: 'hand_over', note: 'chat' }, ...question('ask', 'yes'), ...ends],
  });
  await says(scene, { text: 'quando arriva?' });
  expect((await scene.as('PATCH', `/v1/requests/${requestId}`, { resume: 'ask' })).status).toBe(200);
  await sent(scene, 1);
  await isStillOpen(scene, requestId);
});

test('a payload with an unknown request answers nothing and starts nothing', async () => {
  const { scene, requestId } = await started(oneQuestion);
  await scene.saveFlow(HELP, 'help');
  const other = await started(oneQuestion);
  for (const id of ['req_00000000000000000000000000', other.requestId]) {
    await says(scene, { button_reply: { id: `${id}.YES`, title: 'Sì' } });
    await says(scene, { button: { payload: `${id}.YES`, text: 'Sì' } });
  }
  await isStillOpen(scene, requestId);
  expect((await other.scene.request(other.requestId)).status).toBe('waiting');
  expect(await requests(scene)).toHaveLength(1);
});

const reactTo = (wamid: string, emoji: string) => ({
  kind: { type: 'reaction', reaction: { message_id: wamid, emoji } },
});

test('a reaction answers only a case for reactions of its own message’s wait, and asks or starts nothing', async () => {
  const { scene, requestId } = await started(oneQuestion);
  await scene.saveFlow(HELP, 'help');
  await scene.saveFlow(
    { steps: [...question('ask', 'yes', { cases: [{ kind: 'reaction', text: ['👍'], goto: 'yes' }] }), ...ends] },
    'liked',
  );
  const liked = await scene.start('liked', { object: { type: 'order', id: '1002' } });
  await scene.waitForStatus(liked, 'waiting');
  const [first, second] = await sent(scene, 2);
  await says(scene, reactTo(first.wamid, '👍'));
  await says(scene, reactTo('wamid.unknown', '👍'));
  await says(scene, reactTo(second.wamid, '😡'));
  for (const id of [requestId, liked]) expect((await scene.request(id)).status).toBe('waiting');
  await scene.reply(reactTo(second.wamid, '👍'));
  expect(await scene.waitForStatus(liked, 'completed')).toMatchObject({ outcome: 'yes' });
  await says(scene, reactTo(second.wamid, '👍'));
  await isStillOpen(scene, requestId);
  expect(await scene.sentMessages()).toHaveLength(2);
  expect(new Set((await requests(scene)).map(({ flow }) => flow))).toEqual(new Set(['flow', 'liked']));
});

test.each([
  [{ type: 'request_welcome' }],
  [{ type: 'unsupported', errors: [{ code: 131060, title: 'see your phone' }] }],
  [{ type: 'unsupported', unsupported: { type: 'poll' } }],
  [{ type: 'poll', poll: { name: 'x' } }],
  [
    {
      type: 'interactive',
      interactive: { type: 'call_permission_reply', call_permission_reply: { response: 'accept' } },
    },
  ],
  [{ type: 'edit', edit: { original_message_id: 'wamid.x', message: { type: 'text', text: { body: 'ok' } } } }],
  [{ type: 'reaction', reaction: { message_id: 'wamid.x' } }],
  [{}],
])('a message not written by a person (%j) is stored, answers nothing and starts nothing', async (kind) => {
  const { scene, requestId } = await started(oneQuestion);
  await scene.saveFlow(HELP, 'help');
  expect((await says(scene, { kind })).request_id).toBeNull();
  await isStillOpen(scene, requestId);
  expect(await requests(scene)).toHaveLength(1);
});

test.each([
  [{ type: 'image', image: { id: '1', mime_type: 'image/jpeg' } }],
  [{ type: 'audio', audio: { id: '1', voice: true } }],
  [{ type: 'sticker', sticker: { id: '1' } }],
  [{ type: 'location', location: { latitude: 45.4, longitude: 9.1 } }],
  [{ type: 'contacts', contacts: [{ name: { formatted_name: 'Ada' } }] }],
  [{ type: 'order', order: { catalog_id: '1', product_items: [] } }],
  [{ type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { response_json: '{"a":1}', body: 'Sent' } } }],
])('a message of another kind (%j) answers', async (kind) => {
  const { scene, requestId } = await started(oneQuestion);
  await scene.reply({ kind });
  expect(await scene.waitForStatus(requestId, 'completed')).toMatchObject({ outcome: 'other' });
});

test('a quote of a foreign message answers nothing; one of the run’s question does', async () => {
  const { scene, requestId } = await started(oneQuestion);
  const [asked] = await sent(scene, 1);
  await says(scene, { text: 'no', context_wamid: 'wamid.of-another-system' });
  expect((await scene.request(requestId)).status).toBe('waiting');
  await scene.reply({ text: 'sì', context_wamid: asked.wamid });
  expect(await scene.waitForStatus(requestId, 'completed')).toMatchObject({ outcome: 'yes' });
});

test('an early reply is kept through a timer for the wait of its question', async () => {
  const { scene, requestId } = await started({
    steps: [
      question('ask', 'yes')[0],
      { id: 'pause', do: 'wait', for: '1s' },
      ...question('ask', 'yes').slice(1),
      ...ends,
    ],
  });
  await scene.reply({ text: 'ok' });
  expect(await scene.waitForStatus(requestId, 'completed')).toMatchObject({ outcome: 'yes' });
});

test('while a flow pauses before its question, a message is not taken as the answer', async () => {
  const { scene } = await started({
    steps: [
      { id: 'hello', do: 'send_message', to: '{{ request.user_key }}', text: 'Ordine spedito' },
      { id: 'pause', do: 'wait', for: '7d' },
      ...question('ask', 'yes'),
      ...ends,
    ],
  });
  await scene.saveFlow(HELP, 'help');
  expect((await says(scene, { text: 'ok' })).request_id).toBeNull();
  await until(async () => expect((await requests(scene)).map(({ flow }) => flow)).toContain('help'));
});

test('a run that has sent nothing, with the merchant’s own key or an order, gets the reply from the phone', async () => {
  const scene = await newScene({ features: ['orders'] });
  await scene.openWindow();
  await scene.saveFlow({ steps: [question('ask', 'yes')[1], ...ends], channel: scene.channelId }, 'silent');
  await scene.saveFlow({
    steps: [
      { id: 'hello', do: 'send_message', to: `+${scene.customer}`, text: 'Ciao' },
      { id: 'done', do: 'end', outcome: 'done' },
    ],
  });
  const hello = await scene.start('flow', { user_key: 'cust-8' });
  await scene.waitForStatus(hello, 'completed');
  const order = { order_id: '77', user_key: 'cust-9', customer: { phone: scene.userKey } };
  const item = { sku: 'a', name: 'a', quantity: 1, unit_price: '1' };
  await scene.as('POST', '/v1/createOrder', { ...order, currency: 'EUR', total: '1', items: [item] });
  for (const told of [{ user_key: 'cust-8' }, { user_key: 'cust-9', object: { type: 'order', id: '77' } }]) {
    const silent = await scene.start('silent', told);
    await scene.waitForStatus(silent, 'waiting');
    await scene.reply({ text: 'ok' });
    expect(await scene.waitForStatus(silent, 'completed')).toMatchObject({ outcome: 'yes' });
  }
});

test.each(['own', 'only'])(
  'a flow that waits without having written (by its %s channel) gets the reply',
  async (channel) => {
    const scene = await newScene();
    await scene.openWindow();
    const silent = { steps: [question('ask', 'yes')[1], ...ends], channel: scene.channelId };
    const { channel: _, ...onlyChannel } = silent;
    await scene.saveFlow(channel === 'own' ? silent : onlyChannel, 'silent');
    await scene.saveFlow({
      steps: [
        { id: 'hello', do: 'send_message', to: '{{ request.user_key }}', text: 'Confermi?' },
        { id: 'child', do: 'start_flow', flow: 'silent' },
        { id: 'done', do: 'end', outcome: 'done' },
      ],
    });
    const alone = await scene.start('silent');
    await scene.waitForStatus(alone, 'waiting');
    await scene.reply({ text: 'ok' });
    expect(await scene.waitForStatus(alone, 'completed')).toMatchObject({ outcome: 'yes' });
    const parent = await scene.start();
    await scene.waitForStatus(parent, 'completed');
    const child = (await requests(scene)).find(({ flow, status }) => flow === 'silent' && status !== 'completed');
    await scene.waitForStatus(child.request_id, 'waiting');
    await scene.reply({ text: 'ok' });
    expect(await scene.waitForStatus(child.request_id, 'completed')).toMatchObject({ outcome: 'yes' });
  },
);
