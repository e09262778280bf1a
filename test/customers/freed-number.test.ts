import { describe, expect, test } from 'vitest';
import { metaDelivery, replyValue } from '../standins/meta-webhooks';
import { stubInboundQueue } from '../support/inbound-queue-stub';
import { newScene, type Scene, until } from '../support/scene';
import { sendOne } from '../support/send-one';

const START = Math.floor(Date.now() / 1_000) - 1_000;
const at = (seconds: number): string => String(START + seconds);

const textsOf = async (scene: Scene, key: string): Promise<string[]> =>
  (await scene.user(key)).messages
    .flatMap(({ kind, content }: any) => (kind === 'text' ? [content.text] : []))
    .toSorted();

/** A number that changes hands: the messages of its first customer, who moves, and of its second one, as Meta sends them. */
async function numberChangingHands() {
  const scene = await newScene();
  const inbound = stubInboundQueue();
  const [old, moved] = [scene.customer, `${scene.customer}9`];
  const written = (from: string, text: string, seconds: number) => replyValue({ from, text, timestamp: at(seconds) });
  const change = (seconds: number) =>
    replyValue({
      from: old,
      timestamp: at(seconds),
      kind: { type: 'system', system: { type: 'user_changed_number', wa_id: moved } },
    });
  const tell = async (...values: Record<string, unknown>[]) => {
    await inbound.post(metaDelivery({ phone_number_id: scene.phoneNumberId, waba_id: scene.wabaId }, ...values));
    await inbound.consumeAll();
  };
  return { scene, tell, written, change, old, moved };
}

/** Sends a message to a customer and returns its result. */
const sendTo = (scene: Scene, to: string, form: Record<string, unknown>) => sendOne(scene, to, { to, ...form });
const TEMPLATE = { template: { name: 'cod_reminder', language: 'it' } };

const permutations = <Item>(items: Item[]): Item[][] =>
  items.length < 2
    ? [items]
    : items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));

describe('the next owner of a freed number is a new customer', () => {
  const EVENTS = ['before', 'change', 'hello', 'stop'] as const;
  test.each(permutations([...EVENTS]).map((order) => [order.join(', '), order] as const))(
    'in the order %s',
    async (_, order) => {
      const { scene, tell, written, change, old, moved } = await numberChangingHands();
      const events = {
        before: written(old, 'da prima', 10),
        change: change(20),
        hello: written(old, 'sono nuovo', 30),
        stop: written(old, 'STOP', 40),
      };
      for (const name of order) await tell(events[name]);
      // Meta repeats events for days, and sends them for each of the merchant's numbers.
      await tell(events.change, events.hello, change(20));
      expect(await textsOf(scene, `+${moved}`)).toEqual(['da prima']);
      expect((await scene.user(`+${moved}`)).opted_out).toBeNull();
      expect((await scene.user(`+${moved}`)).aliases).toEqual([moved]);
      expect(await textsOf(scene, `+${old}`)).toEqual(['STOP', 'sono nuovo']);
      expect((await scene.user(`+${old}`)).opted_out).toMatchObject({ by: 'word' });
      await tell(written(moved, 'da me', 50), written(old, 'da lui', 51));
      expect(await textsOf(scene, `+${moved}`)).toEqual(['da me', 'da prima']);
      expect(await textsOf(scene, `+${old}`)).toEqual(['STOP', 'da lui', 'sono nuovo']);
    },
  );

  test('also in a single delivery, with a user id for each', async () => {
    const { scene, tell, old, moved } = await numberChangingHands();
    const [first, second, other] = [1, 2, 3].map((n) => `IT.${old}${n}`) as [string, string, string];
    const system = { type: 'user_changed_number', wa_id: moved, user_id: second, previous_user_id: first };
    await tell(
      replyValue({ from: old, from_user_id: other, text: 'STOP', timestamp: at(30) }),
      replyValue({ from: old, from_user_id: first, timestamp: at(20), kind: { type: 'system', system } }),
      replyValue({ from: old, from_user_id: first, text: 'da prima', timestamp: at(10) }),
    );
    await tell(replyValue({ from_user_id: other, text: 'nuovo', timestamp: at(40) }));
    await tell(replyValue({ from_user_id: second, text: 'ancora io', timestamp: at(41) }));
    expect(await textsOf(scene, `+${moved}`)).toEqual(['ancora io', 'da prima']);
    expect((await scene.user(second)).opted_out).toBeNull();
    expect(await textsOf(scene, `+${old}`)).toEqual(['STOP', 'nuovo']);
    expect((await scene.user(other)).opted_out).toMatchObject({ by: 'word' });
  });
});

test('the opt-out and the send window of a customer move with them to their new number', async () => {
  const { scene, tell, written, change, old, moved } = await numberChangingHands();
  await tell(written(old, 'STOP', 10));
  await tell(change(20));
  expect((await scene.user(`+${moved}`)).opted_out).toMatchObject({ by: 'word' });
  expect(await sendTo(scene, `+${moved}`, TEMPLATE)).toBe('opted_out');
  expect(await sendTo(scene, `+${old}`, TEMPLATE)).toBe('sent');
  expect(await sendTo(scene, `+${old}`, { text: 'x' })).toBe('outside_window');
  expect((await scene.user(`+${old}`)).opted_out).toBeNull();
  expect((await scene.user(`+${moved}`)).opted_out).toMatchObject({ by: 'word' });
  await tell(written(moved, 'START', 30));
  expect(await sendTo(scene, `+${moved}`, { text: 'x' })).toBe('sent');
});

test('a customer’s data under their old number stays theirs, and is not shown for the number’s next owner', async () => {
  const { scene, tell, written, change, old, moved } = await numberChangingHands();
  const request = await scene.start('flow', { user_key: 'x' }).catch(() => null);
  expect(request).toBeNull();
  await scene.saveFlow({
    steps: [
      { id: 'ask', do: 'send_message', to: '{{ request.user_key }}', ...TEMPLATE },
      { id: 'answer', do: 'wait_for_reply', timeout: '24h' },
      { id: 'pay', do: 'charge', kind: 'push' },
      { id: 'thank', do: 'send_message', to: '{{ request.user_key }}', ...TEMPLATE },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  const now = Math.floor(Date.now() / 1_000) - START + 1;
  await until(() => expect(Date.now()).toBeGreaterThan((START + now) * 1_000 + 1_000));
  await tell(change(now));
  await tell(written(old, 'sono nuovo', now + 1));
  expect((await scene.request(requestId)).status).toBe('waiting');
  await tell(written(moved, 'va bene', now + 1));
  await scene.waitForStatus(requestId, 'completed');
  // The run received both from the customer's old number.
  expect((await scene.sentMessages()).map(({ body }) => body.to.replace('+', ''))).toEqual([old, moved]);
  for (const [operation, count] of [
    ['getFlowByUserKey', 1],
    ['getChargesByUserKey', 2],
  ] as const) {
    const of = async (number: string) =>
      (await scene.as('GET', `/v1/${operation}?user_key=%2B${number}`)).body.data.length;
    expect([operation, await of(moved), await of(old)]).toEqual([operation, count, 0]);
  }
  await scene.as('DELETE', `/v1/users/%2B${moved}`);
  expect((await scene.as('GET', `/v1/getRequest?request_id=${requestId}`)).status).toBe(404);
  expect(await textsOf(scene, `+${old}`)).toEqual(['sono nuovo']);
});
