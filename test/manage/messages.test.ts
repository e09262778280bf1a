import { beforeAll, expect, test } from 'vitest';
import { newScene, type Scene, until } from '../support/scene';

const steps = [
  { id: 'ask', do: 'send_message', to: '{{ request.user_key }}', text: 'Va bene?' },
  { id: 'answer', do: 'wait_for_reply', timeout: '24h', otherwise: 'thank' },
  { id: 'thank', do: 'send_message', to: '{{ request.user_key }}', text: 'Grazie' },
  { id: 'done', do: 'end', outcome: 'thanked' },
];

let scene: Scene;
let requestId: string;
beforeAll(async () => {
  scene = await newScene();
  await scene.openWindow();
  await scene.saveFlow({ steps });
  requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  const [asked] = await scene.sentMessages();
  const { wamid = '', body } = asked ?? {};
  const callback = body.biz_opaque_callback_data;
  // All in the same second of Meta's clock, in random order, and some of them twice.
  const timestamp = String(Math.floor(Date.now() / 1_000));
  for (const status of ['read', 'sent', 'read', 'delivered', 'sent']) {
    await scene.status({ wamid, status, callback, timestamp });
  }
  await scene.reply({ text: 'Sì', context_wamid: wamid });
  await scene.waitForStatus(requestId, 'completed');
  await until(async () => {
    const { data } = (await messages(`request_id=${requestId}`)).body;
    expect(data.find(({ wamid: each }: any) => each === wamid).statuses).toHaveLength(3);
  });
});

const messages = (query: string, by: Scene = scene) => by.as('GET', `/v1/messages?${query}`);
const summaryOf = ({ direction, content, status, statuses, cost }: any) => [
  direction,
  content.text,
  status,
  statuses.map((each: any) => each.status),
  cost?.amount ?? null,
];

test('the messages of a request are listed newest first, with ordered statuses and costs', async () => {
  const { status, body } = await messages(`request_id=${requestId}`);
  expect(status).toBe(200);
  expect(body.data.map(summaryOf)).toEqual([
    ['out', 'Grazie', 'accepted', [], null],
    ['in', 'Sì', 'received', [], null],
    ['out', 'Va bene?', 'read', ['sent', 'delivered', 'read'], '0.0691'],
  ]);
  expect(body.next_cursor).toBeNull();
});

test('the messages of a customer are the whole conversation, in pages, by any of their keys', async () => {
  const all = (await messages(`user_key=%2B${scene.customer}`)).body.data;
  expect(all.map(({ content }: any) => content.text)).toEqual(['Grazie', 'Sì', 'Va bene?', 'Buongiorno']);
  const first = (await messages(`user_key=%2B${scene.customer}&limit=3`)).body;
  const second = (await messages(`user_key=%2B${scene.customer}&limit=3&cursor=${first.next_cursor}`)).body;
  expect([...first.data, ...second.data]).toEqual(all);
  expect(second.next_cursor).toBeNull();
});

test('the steps of the request contain the same messages in order', async () => {
  const request = await scene.request(requestId);
  const linked = request.steps.filter(({ step }: any) => step !== null);
  expect(linked.map(({ step, kind }: any) => [step, kind])).toEqual([
    ['ask', 'send_message'],
    ['answer', 'wait_for_reply'],
    ['thank', 'send_message'],
    ['done', 'end'],
  ]);
  expect(linked[0].detail).toMatchObject({
    form: 'window_open',
    status: 'read',
    statuses: [{ status: 'sent' }, { status: 'delivered' }, { status: 'read' }],
    cost: { kind: 'message.utility', amount: '0.0691', currency: 'EUR' },
  });
  expect(linked[1].detail).toMatchObject({ from: scene.customer, text: 'Sì' });
  expect(linked[2].detail).toMatchObject({ status: 'accepted', cost: null });
});

test('another account does not see them', async () => {
  const other = await newScene();
  expect((await messages(`request_id=${requestId}`, other)).body.data).toEqual([]);
  expect((await messages(`user_key=%2B${scene.customer}`, other)).body.data).toEqual([]);
});

test.each(['', 'user_key=%2B393331234567&request_id=req_x'])(
  '«%s» is rejected: exactly one of the two is required',
  async (query) => {
    const { status, body } = await messages(query);
    expect([status, body.code, body.errors[0].path]).toEqual([422, 'validation_failed', '?user_key']);
  },
);
