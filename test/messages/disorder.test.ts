import { afterEach, describe, expect, test, vi } from 'vitest';
import { metaDelivery, newWamid, replyValue, statusValue } from '../standins/meta-webhooks';
import { stubInboundQueue } from '../support/inbound-queue-stub';
import { newScene, type Scene, until } from '../support/scene';

const ask = {
  steps: [
    { id: 'ask', do: 'send_message', to: '{{ request.user_key }}', text: 'Va bene?' },
    { id: 'done', do: 'end', outcome: 'asked' },
  ],
};
const prices = { 'message.utility': '0.0691', 'message.marketing': '0.1000' };
const numberOf = (scene: Scene) => ({ phone_number_id: scene.phoneNumberId, waba_id: scene.wabaId });
afterEach(() => vi.useRealTimers());

async function messageSent(): Promise<{ scene: Scene; wamid: string; callback: string }> {
  const scene = await newScene({ price_list: prices });
  await scene.openWindow();
  await scene.saveFlow(ask);
  await scene.start();
  const [sent] = await until(async () => {
    const all = await scene.sentMessages();
    expect(all).toHaveLength(1);
    return all;
  });
  return { scene, wamid: sent?.wamid ?? '', callback: sent?.body.biz_opaque_callback_data };
}

const oursOf = async (scene: Scene) => {
  const { body } = await scene.as('GET', `/v1/messages?user_key=%2B${scene.customer}&limit=100`);
  return body.data.find(({ direction }: any) => direction === 'out');
};
const status = (scene: Scene, wamid: string, name: string, more: Record<string, unknown> = {}) =>
  statusValue({ recipient: scene.customer, wamid, status: name, ...more });

describe('statuses out of order', () => {
  test.each([
    [['read', 'delivered', 'sent'], 'read'],
    [['delivered', 'failed'], 'delivered'],
    [['failed', 'delivered'], 'delivered'],
    [['played', 'read', 'sent', 'delivered'], 'played'],
    [['sent', 'failed', 'sent'], 'failed'],
  ])('%j make the message %s, together and one by one', async (names, expected) => {
    const { scene, wamid } = await messageSent();
    const inbound = stubInboundQueue();
    for (const together of [false, true]) {
      for (const name of names) await inbound.post(metaDelivery(numberOf(scene), status(scene, wamid, name)));
      if (together) expect(await inbound.consumeAll()).toEqual([]);
      else while (inbound.queued.length > 0) expect(await inbound.consume(inbound.queued.splice(0, 1))).toEqual([]);
      const ours = await oursOf(scene);
      expect(ours.status).toBe(expected);
      expect(ours.statuses.map((one: any) => one.status).toSorted()).toEqual([...new Set(names)].toSorted());
    }
  });

  test('a status without its message is retried for ten minutes, then stored, and applied if the message turns up', async () => {
    const { scene, wamid, callback } = await messageSent();
    const inbound = stubInboundQueue();
    const early = newWamid();
    await inbound.post(metaDelivery(numberOf(scene), status(scene, early, 'delivered'), status(scene, early, 'read')));
    const later = await inbound.consumeAll();
    expect(later).toHaveLength(2);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 599_000 });
    expect(await inbound.consume(later)).toHaveLength(2);
    vi.setSystemTime(Date.now() + 2_000);
    expect(await inbound.consume(later)).toEqual([]);
    vi.useRealTimers();
    const kept = async (state: string) =>
      (await scene.as('GET', `/v1/inbound_events?state=${state}&type=inbound.status`)).body.data;
    expect(await kept('kept')).toHaveLength(2);
    // Our own id on the status identifies the message, although its wamid differs from Meta's response.
    await inbound.post(metaDelivery(numberOf(scene), status(scene, early, 'read', { callback })));
    expect(await inbound.consumeAll()).toEqual([]);
    expect(await oursOf(scene)).toMatchObject({ status: 'read', wamid });
    expect((await kept('applied')).map((one: any) => one.about.status)).toEqual(['read']);
  });

  test("another account's id on a status moves nothing", async () => {
    const [mine, other] = await Promise.all([messageSent(), messageSent()]);
    const inbound = stubInboundQueue();
    const forged = status(mine.scene, newWamid(), 'read', { callback: other.callback });
    await inbound.post(metaDelivery(numberOf(mine.scene), forged, status(mine.scene, other.wamid, 'read')));
    expect(await inbound.consumeAll()).toHaveLength(2);
    expect((await oursOf(other.scene)).status).toBe('accepted');
  });
});

test('the same delivery twenty times at once is applied once', async () => {
  const { scene, wamid } = await messageSent();
  const stop = replyValue({ from: scene.customer, wamid: newWamid(), text: 'STOP' });
  const values = [stop, status(scene, wamid, 'sent'), status(scene, wamid, 'read'), { errors: [{ code: 1 }] }];
  const responses = await Promise.all(Array.from({ length: 20 }, () => scene.webhook(...values)));
  expect(new Set(responses.map(({ status: code }) => code))).toEqual(new Set([200]));
  await until(async () => {
    const { body } = await scene.as('GET', '/v1/inbound_events?limit=100');
    expect(body.data.map(({ type }: any) => type).toSorted()).toEqual([
      'inbound.account',
      'inbound.message',
      'inbound.message',
      'inbound.status',
      'inbound.status',
    ]);
  });
  const { body: user } = await scene.as('GET', `/v1/users/%2B${scene.customer}`);
  expect(user.messages.map(({ direction }: any) => direction).toSorted()).toEqual(['in', 'in', 'out']);
  expect(user.charges.map(({ kind }: any) => kind)).toEqual(['message.utility']);
});

describe('the charge of a message', () => {
  test.each([
    ['what Meta bills, once', [{}, {}, {}], ['message.utility'], 'utility'],
    [
      'the first category that Meta names',
      [{ category: 'marketing' }, { category: 'utility' }],
      ['message.marketing'],
      'marketing',
    ],
    ['nothing where Meta bills nothing', [{ billable: false }, { billable: false }], [], null],
    ['what is billable only later', [{ billable: false }, {}], ['message.utility'], 'utility'],
    ['nothing for a kind without a price', [{ category: 'referral_conversion' }], [], 'referral_conversion'],
    ['nothing where Meta names no category', [{ category: null as never }], [], null],
  ])('is %s', async (_, statuses, kinds, category) => {
    const { scene, wamid } = await messageSent();
    const inbound = stubInboundQueue();
    const names = ['sent', 'delivered', 'read'];
    for (const [i, more] of statuses.entries()) {
      await inbound.post(metaDelivery(numberOf(scene), status(scene, wamid, names[i] ?? '', more)));
      expect(await inbound.consumeAll()).toEqual([]);
    }
    expect((await scene.charges()).data.map(({ kind }: any) => kind)).toEqual(kinds);
    const ours = await oursOf(scene);
    expect([ours.cost?.kind ?? null, ours.category]).toEqual([kinds[0] ?? null, category]);
  });
});
