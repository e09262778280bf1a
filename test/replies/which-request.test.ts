import { expect, test } from 'vitest';
import { newScene, type Scene, until } from '../support/scene';

const order = (id: string) => ({ object: { type: 'order', id } });
const ask = (cases: unknown[], more: Record<string, unknown> = {}) => ({
  steps: [
    {
      id: 'ask',
      do: 'send_message',
      to: '{{ request.user_key }}',
      buttons: { text: 'Ordine {{ object.id }}: confermi?', buttons: [{ id: 'YES', title: 'Sì' }] },
    },
    { id: 'answer', do: 'wait_for_reply', timeout: '24h', cases, otherwise: 'other' },
    { id: 'yes', do: 'end', outcome: 'yes' },
    { id: 'other', do: 'end', outcome: 'other' },
  ],
  ...more,
});
const yes = [
  { button: 'YES', goto: 'yes' },
  { text: ['sì', 'ok'], goto: 'yes' },
];

async function asking(...flows: [string, unknown[]][]): Promise<{ scene: Scene; requests: string[] }> {
  const scene = await newScene();
  await scene.openWindow();
  const requests: string[] = [];
  for (const [i, [key, cases]] of flows.entries()) {
    await scene.saveFlow(ask(cases), key);
    const requestId = await scene.start(key, order(String(1001 + i)));
    await scene.waitForStatus(requestId, 'waiting');
    requests.push(requestId);
  }
  return { scene, requests };
}

const questions = async (scene: Scene) =>
  (await scene.sentMessages()).filter(({ body }) => body.interactive?.type === 'list');
const messagesOf = async (scene: Scene) =>
  (await scene.as('GET', `/v1/messages?user_key=%2B${scene.customer}`)).body.data;
const arrived = (scene: Scene, wamid: string) =>
  until(async () => expect((await messagesOf(scene)).map((one: any) => one.wamid)).toContain(wamid));

test('a reply that fits only a case of the latest request answers it', async () => {
  const { scene, requests } = await asking(['a', yes], ['b', [{ pattern: String.raw`^\d{5}$`, goto: 'yes' }]]);
  await scene.reply({ text: '00184' });
  expect((await scene.waitForStatus(requests[1] ?? '', 'completed')).outcome).toBe('yes');
  expect((await scene.request(requests[0] ?? '')).status).toBe('waiting');
  expect(await questions(scene)).toEqual([]);
});

test('a reply that fits two requests asks the customer, and answers the order that they choose', async () => {
  const { scene, requests } = await asking(['a', yes], ['b', yes]);
  const [first = '', second = ''] = requests;
  await Promise.all([1, 2, 3].map(() => scene.reply({ wamid: 'wamid.ok', text: 'ok' })));
  const [question, ...others] = await until(async () => {
    const sent = await questions(scene);
    expect(sent).not.toEqual([]);
    return sent;
  });
  expect(others).toEqual([]);
  const rows = question?.body.interactive.action.sections[0].rows;
  expect(rows.map(({ title }: any) => title)).toEqual(['1002', '1001']);
  for (const id of requests) expect((await scene.request(id)).status).toBe('waiting');

  const chosen = { id: rows[1].id, title: rows[1].title };
  await scene.reply({ wamid: 'wamid.choice', list_reply: chosen, context_wamid: question?.wamid ?? '' });
  await scene.reply({ wamid: 'wamid.choice', list_reply: chosen, context_wamid: question?.wamid ?? '' });
  const done = await scene.waitForStatus(first, 'completed');
  expect(done.outcome).toBe('yes');
  expect(done.steps.find(({ step }: any) => step === 'answer').detail.text).toBe('ok');
  expect((await scene.request(second)).status).toBe('waiting');
  const asked = (await scene.request(second)).steps.find(({ kind }: any) => kind === 'question');
  expect(asked.detail).toMatchObject({ wamid: question?.wamid, status: 'accepted' });
  expect(await questions(scene)).toHaveLength(1);
});

test('a choice of another customer’s request or an ended one reveals nothing', async () => {
  const [mine, other] = await Promise.all([asking(['a', yes], ['b', yes]), asking(['a', yes], ['b', yes])]);
  await mine.scene.reply({ text: 'ok' });
  await until(async () => expect(await questions(mine.scene)).toHaveLength(1));
  for (const requestId of [other.requests[0], 'req_00000000000000000000000000']) {
    const wamid = `wamid.${requestId}`;
    await mine.scene.reply({ wamid, list_reply: { id: `choose:${requestId}`, title: 'x' } });
    await arrived(mine.scene, wamid);
  }
  for (const id of mine.requests) expect((await mine.scene.request(id)).status).toBe('waiting');
  for (const id of other.requests) expect((await other.scene.request(id)).status).toBe('waiting');
});

test('an answer to an ended request does not answer another one', async () => {
  const { scene, requests } = await asking(['a', yes]);
  const [sent] = await scene.sentMessages();
  const payload = sent?.body.interactive.action.buttons[0].reply.id;
  await scene.reply({ button_reply: { id: payload, title: 'Sì' } });
  await scene.waitForStatus(requests[0] ?? '', 'completed');
  const next = await scene.start('a', order('1002'));
  await scene.waitForStatus(next, 'waiting');
  await scene.reply({ wamid: 'wamid.again', button_reply: { id: payload, title: 'Sì' } });
  await scene.reply({ wamid: 'wamid.quote', text: 'ok', context_wamid: sent?.wamid ?? '' });
  await arrived(scene, 'wamid.quote');
  await arrived(scene, 'wamid.again');
  expect((await scene.request(next)).status).toBe('waiting');
  await scene.reply({ text: 'ok' });
  expect((await scene.waitForStatus(next, 'completed')).outcome).toBe('yes');
});

test('a message that no request waits for starts the flows with that trigger, each once, and they can read it', async () => {
  const scene = await newScene();
  const help = (when: string) => ({
    trigger: { on: 'message.received', when },
    steps: [
      { id: 'say', do: 'send_message', to: '{{ request.user_key }}', text: 'Hai scritto: {{ reply.text }}' },
      { id: 'answer', do: 'wait_for_reply', timeout: '1h', save_as: 'more' },
      { id: 'done', do: 'end', outcome: 'helped' },
    ],
  });
  await scene.saveFlow(help("reply.text contains 'pacco'"), 'parcel');
  await scene.saveFlow(help("reply.kind == 'image'"), 'picture');
  await scene.reply({ wamid: 'wamid.hello', text: 'ciao' });
  await arrived(scene, 'wamid.hello');
  expect((await scene.as('GET', '/v1/requests')).body.data).toEqual([]);
  await Promise.all([1, 2, 3].map(() => scene.reply({ wamid: 'wamid.parcel', text: "dov'è il pacco?" })));
  const [run] = await until(async () => {
    const { data } = (await scene.as('GET', '/v1/requests')).body;
    expect(data).toHaveLength(1);
    return data;
  });
  expect(run).toMatchObject({ flow: 'parcel', user_key: scene.userKey, id_store: scene.storeId, object: null });
  await scene.waitForStatus(run.request_id, 'waiting');
  expect((await scene.sentMessages()).map(({ body }) => body.text.body)).toEqual(["Hai scritto: dov'è il pacco?"]);
  await scene.reply({ text: 'un pacco grande' });
  expect((await scene.waitForStatus(run.request_id, 'completed')).outcome).toBe('helped');
  expect((await scene.as('GET', '/v1/requests')).body.data).toHaveLength(1);
});
