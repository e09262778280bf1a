import { expect, test } from 'vitest';
import { newScene, type Scene, until } from '../support/scene';

const conversationOf = async (scene: Scene, isReady: (conversation: any) => boolean = () => true) =>
  until(async () => {
    const { body } = await scene.as('GET', '/v1/conversations');
    const [found] = body.data;
    if (!found || !isReady(found)) throw new Error(JSON.stringify(body));
    return found;
  });

const ask = {
  steps: [
    { id: 'ask', do: 'send_message', to: '{{ user.user_key }}', text: 'Tutto bene?' },
    { id: 'reply', do: 'wait_for_reply', timeout: '1h', otherwise: 'done', on_timeout: 'late' },
    { id: 'done', do: 'end', outcome: 'answered' },
    { id: 'late', do: 'end', outcome: 'late' },
  ],
};
const handOver = {
  steps: [
    { id: 'ask', do: 'send_message', to: '{{ user.user_key }}', text: 'Confermi?' },
    { id: 'person', do: 'hand_over', note: 'Serve una persona' },
    { id: 'end', do: 'end', outcome: 'resumed' },
  ],
};

test('what a customer writes while no flow waits makes the conversation wait for a person', async () => {
  const scene = await newScene();
  await scene.reply({ text: 'Quando arriva il pacco?' });
  const conversation = await conversationOf(scene);
  expect(conversation).toMatchObject({
    channel_id: scene.channelId,
    user_key: scene.userKey,
    state: 'open',
    owner: 'nobody',
    unread: 1,
    waiting_since: expect.any(String),
    last_message: {
      direction: 'in',
      author: { kind: 'customer', id: null },
      content: { text: 'Quando arriva il pacco?' },
    },
  });
  const { body } = await scene.as('GET', `/v1/conversations/${conversation.conversation_id}/messages`);
  expect(body.data).toMatchObject([{ kind: 'message', direction: 'in', seq: conversation.seq, state: 'received' }]);
});

test('an answer to a flow waits for nobody', async () => {
  const scene = await newScene();
  await scene.openWindow();
  await scene.saveFlow(ask);
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  const before = await conversationOf(scene, ({ owner }) => owner === 'flow');
  await scene.as('PATCH', `/v1/conversations/${before.conversation_id}`, { state: 'done' });
  await scene.reply({ text: 'Sì' });
  expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('answered');
  expect(await conversationOf(scene)).toMatchObject({ state: 'open', waiting_since: null, owner: 'nobody' });
});

test('while a person owns the conversation a flow waits with its free form, and sends it once it is given back', async () => {
  const scene = await newScene();
  await scene.openWindow();
  const { conversation_id } = await conversationOf(scene);
  const path = `/v1/conversations/${conversation_id}`;
  expect((await scene.as('PATCH', path, { owner: 'person' })).body.owner).toBe('person');
  await scene.saveFlow(ask);
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  expect(await scene.sentMessages()).toEqual([]);
  // Free text goes to the person.
  await scene.reply({ text: 'Allora?' });
  await conversationOf(scene, ({ unread }) => unread === 2);
  expect((await scene.request(requestId)).status).toBe('waiting');
  expect((await scene.as('PATCH', path, { owner: 'flow' })).body.owner).toBe('flow');
  await until(async () => expect(await scene.sentMessages()).toHaveLength(1));
  const { body } = await scene.as('GET', `${path}/messages`);
  expect(body.data.filter(({ kind }: any) => kind === 'owner').map(({ detail }: any) => detail)).toEqual([
    { owner: 'flow' },
    { owner: 'person' },
  ]);
});

test('a step that says how to go on fails while a person owns the conversation', async () => {
  const scene = await newScene();
  await scene.openWindow();
  const { conversation_id } = await conversationOf(scene);
  await scene.as('PATCH', `/v1/conversations/${conversation_id}`, { owner: 'person' });
  const [first, ...rest] = ask.steps;
  await scene.saveFlow({ steps: [{ ...first, on_failed: 'late' }, ...rest] });
  const ended = await scene.waitForStatus(await scene.start(), 'completed');
  expect(ended.outcome).toBe('late');
  const step = ended.steps.find((row: any) => row.step === 'ask');
  expect(step.detail.error).toMatchObject({ code: 'person_owns' });
});

test('a handed-over conversation belongs to a person until it is done, and then the run goes on', async () => {
  const scene = await newScene();
  await scene.openWindow();
  await scene.saveFlow(handOver);
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  const conversation = await conversationOf(scene, ({ owner }) => owner === 'person');
  expect(conversation).toMatchObject({ request_id: requestId, waiting_since: expect.any(String) });
  const path = `/v1/conversations/${conversation.conversation_id}`;
  expect((await scene.as('PATCH', path, { state: 'done', resume: 'nowhere' })).status).toBe(422);
  expect((await scene.as('PATCH', path, { state: 'done', resume: 'end' })).body.state).toBe('done');
  expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('resumed');
  expect(await conversationOf(scene)).toMatchObject({ owner: 'nobody', state: 'done', request_id: null });
});

test('a change that was decided on an older state is refused', async () => {
  const scene = await newScene();
  await scene.openWindow();
  const { conversation_id, seq } = await conversationOf(scene);
  const path = `/v1/conversations/${conversation_id}`;
  for (const same of [{}, { state: 'open' }])
    expect((await scene.as('PATCH', path, same)).body, JSON.stringify(same)).toMatchObject({ seq });
  expect((await scene.as('POST', `${path}/notes`, { text: 'Cliente abituale' })).status).toBe(201);
  const refused = await scene.as('PATCH', path, { state: 'done', if_seq: seq });
  expect(refused).toMatchObject({ status: 409, body: { code: 'conversation_changed' } });
  const { body } = await scene.as('GET', `/v1/conversations?since_seq=${seq}`);
  expect(body.data).toMatchObject([{ conversation_id, state: 'open' }]);
  expect((await scene.as('GET', `/v1/conversations?since_seq=${body.data[0].seq}`)).body.data).toEqual([]);
});
