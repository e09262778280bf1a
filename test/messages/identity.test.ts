import { expect, test } from 'vitest';
import { metaDelivery, replyValue } from '../standins/meta-webhooks';
import { stubInboundQueue } from '../support/inbound-queue-stub';
import { newScene, type Scene, until } from '../support/scene';

const ask = [
  { id: 'ask', do: 'send_message', to: '{{ request.user_key }}', text: 'Va bene?' },
  { id: 'answer', do: 'wait_for_reply', timeout: '24h', cases: [{ text: ['ok'], goto: 'yes' }], otherwise: 'no' },
  { id: 'yes', do: 'end', outcome: 'yes' },
  { id: 'no', do: 'end', outcome: 'no' },
];

async function waitingRequest(): Promise<{ scene: Scene; requestId: string }> {
  const scene = await newScene();
  await scene.openWindow();
  await scene.saveFlow({ steps: ask });
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  return { scene, requestId };
}

const changesTo = (from: Record<string, string>, system: Record<string, string>) =>
  replyValue({ ...from, kind: { type: 'system', system: { type: 'user_changed_number', ...system } } });
const numberOf = (scene: Scene) => ({ phone_number_id: scene.phoneNumberId, waba_id: scene.wabaId });
const textsOf = (user: any): string[] =>
  user.messages.filter(({ kind }: any) => kind === 'text').map(({ content }: any) => content.text);

test('a waiting request continues with the customer at their new number', async () => {
  const { scene, requestId } = await waitingRequest();
  const moved = `${scene.customer}9`;
  await scene.webhook(changesTo({ from: scene.customer }, { wa_id: moved }));
  await until(async () => expect((await scene.user(scene.userKey)).aliases).toEqual([moved]));
  await scene.webhook(replyValue({ from: moved, text: 'ok' }));
  expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
  const user = await scene.user(`+${moved}`);
  expect(textsOf(user)).toEqual(['ok', 'Va bene?', 'Buongiorno']);
  expect(user.requests.map((one: any) => one.request_id)).toEqual([requestId]);
});

test('a customer’s runs and charges are the same by any of their keys, page after page', async () => {
  const scene = await newScene();
  const userId = `IT.${scene.phoneNumberId}`;
  await scene.reply({ text: 'ciao', from_user_id: userId });
  await until(async () => expect((await scene.user(scene.userKey)).aliases).toContain(userId));
  await scene.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
  const ids: string[] = [];
  for (const user_key of [scene.userKey, userId, scene.userKey, userId, userId]) {
    const id = await scene.start('flow', { user_key });
    await scene.waitForStatus(id, 'completed');
    ids.unshift(id);
  }
  await scene.start('flow', { user_key: `${scene.userKey}1` });
  for (const key of [scene.userKey, userId, scene.customer]) {
    for (const operation of ['getFlowByUserKey', 'getChargesByUserKey']) {
      const seen: string[] = [];
      for (let cursor = ''; ; ) {
        const path = `/v1/${operation}?user_key=${encodeURIComponent(key)}&limit=2${cursor}`;
        const { body } = await scene.as('GET', path);
        if (body.total !== undefined) expect(body.total).toBe('0.2500');
        seen.push(...body.data.map((one: any) => one.request_id));
        if (body.next_cursor === null) break;
        cursor = `&cursor=${body.next_cursor}`;
      }
      expect(seen).toEqual(ids);
    }
  }
});

test('a number that WhatsApp spells differently stays one customer when its user id changes', async () => {
  const scene = await newScene();
  const digits = String(10_000_000 + Math.floor(Math.random() * 80_000_000));
  const system = { type: 'user_changed_user_id', user_id: `MX.${scene.phoneNumberId}` };
  await scene.webhook(changesTo({ from: `52155${digits}` }, system));
  await until(async () => {
    const { body } = await scene.as('GET', `/v1/messages?user_key=%2B5255${digits}`);
    expect(body.data.map((row: any) => row.user_key)).toEqual([`+5255${digits}`]);
  });
});

test('a user id becomes an alias when it arrives with the phone number, and moves with a new number', async () => {
  const { scene, requestId } = await waitingRequest();
  const [first, second] = [`IT.${scene.phoneNumberId}1`, `IT.${scene.phoneNumberId}2`];
  await scene.webhook({
    statuses: [{ id: 'w', status: 'sent' }],
    ...replyValue({ from: scene.customer, from_user_id: first, kind: { type: 'reaction', reaction: { emoji: '' } } }),
  });
  await until(async () =>
    expect(new Set((await scene.user(scene.userKey)).aliases)).toEqual(new Set([scene.customer, first])),
  );
  const system = { type: 'user_changed_user_id', user_id: second, previous_user_id: first };
  await scene.webhook(changesTo({ from_user_id: first }, system));
  await until(async () => expect((await scene.user(second)).aliases).toContain(scene.customer));
  await scene.webhook(replyValue({ from_user_id: second, text: 'ok' }));
  expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
  expect(new Set((await scene.user(scene.userKey)).aliases)).toEqual(new Set([scene.customer, second]));
});

test('a customer without a phone number is found by the message that they answer, and then known by both', async () => {
  const { scene, requestId } = await waitingRequest();
  const [sent] = await scene.sentMessages();
  const userId = `IT.${scene.phoneNumberId}`;
  await scene.webhook(replyValue({ from_user_id: userId, text: 'ok', context_wamid: sent?.wamid ?? '' }));
  expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
  expect(textsOf(await scene.user(userId))).toEqual(['ok', 'Va bene?', 'Buongiorno']);
});

test('two changes in one batch are applied in order, and a repeated one undoes nothing', async () => {
  const scene = await newScene();
  const inbound = stubInboundQueue();
  const [a, b, c] = [1, 2, 3].map((n) => `${scene.customer}${n}`) as [string, string, string];
  const at = (seconds: number) => String(Math.floor(Date.now() / 1_000) - 100 + seconds);
  const written = (from: string, text: string) => replyValue({ from, text, timestamp: at(0) });
  const change = (from: string, wa_id: string, seconds: number) =>
    replyValue({
      from,
      timestamp: at(seconds),
      kind: { type: 'system', system: { type: 'user_changed_number', wa_id } },
    });
  const [one, two] = [change(a, b, 1), change(b, c, 2)];
  const hello = written(a, 'da A');
  await inbound.post(metaDelivery(numberOf(scene), hello, two, one));
  await inbound.consumeAll();
  await inbound.post(metaDelivery(numberOf(scene), written(c, 'da C'), one, two, hello));
  await inbound.consumeAll();
  await inbound.post(metaDelivery(numberOf(scene), one));
  await inbound.consumeAll();
  const user = await scene.user(`+${c}`);
  expect(user.aliases).toEqual([c]);
  expect(textsOf(user).toSorted()).toEqual(['da A', 'da C']);
  expect(await scene.user(`+${a}`)).toMatchObject({ aliases: [c] });
});

test('an opt-out holds under every key, and a repeated one does not undo a later opt-in', async () => {
  const scene = await newScene();
  const inbound = stubInboundQueue();
  const userId = `IT.${scene.phoneNumberId}`;
  const stop = replyValue({ from: scene.customer, from_user_id: userId, text: 'Stop!' });
  await inbound.post(metaDelivery(numberOf(scene), stop));
  await inbound.consumeAll();
  expect((await scene.user(userId)).opted_out).toMatchObject({ by: 'word' });
  await scene.as('POST', `/v1/users/${userId}/opt_in`);
  await inbound.post(metaDelivery(numberOf(scene), stop));
  await inbound.consumeAll();
  expect((await scene.user(scene.userKey)).opted_out).toBeNull();
});

test('preferences set in WhatsApp apply to each customer, the latest one', async () => {
  const scene = await newScene();
  const inbound = stubInboundQueue();
  const [ada, bea] = [`${scene.customer}1`, `${scene.customer}2`];
  const wishes = [
    { wa_id: ada, value: 'stop', timestamp: 1_750_000_000 },
    { wa_id: bea, value: 'stop', timestamp: 1_750_000_000 },
    { wa_id: ada, value: 'resume', timestamp: 1_740_000_000 },
    { wa_id: bea, value: 'resume', timestamp: '1760000000' },
    { wa_id: bea, value: 'of tomorrow' },
    'strange',
  ];
  const body = metaDelivery(numberOf(scene), { user_preferences: wishes });
  for (const { changes } of body.entry) for (const change of changes) change.field = 'user_preferences';
  await inbound.post(body);
  expect(inbound.queued).toHaveLength(6);
  await inbound.consumeAll();
  expect((await scene.user(`+${ada}`)).opted_out).toMatchObject({ by: 'meta' });
  expect((await scene.user(`+${bea}`)).opted_out).toBeNull();
  expect((await scene.as('GET', '/v1/inbound_events?state=kept')).body.data).toHaveLength(2);
});
