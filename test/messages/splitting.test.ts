import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { WebhookEvent } from '../../src/domain/inbound-event';
import { metaBytes, metaDelivery, metaSignature, newWamid, replyValue, statusValue } from '../standins/meta-webhooks';
import { measureCall } from '../support/call-cost';
import { stubInboundQueue } from '../support/inbound-queue-stub';
import { newScene, type Scene } from '../support/scene';

const MAX_BYTES = 3 * 1_024 * 1_024;
const numberOf = (scene: Scene) => ({ phone_number_id: scene.phoneNumberId, waba_id: scene.wabaId });
const messagesOf = async (scene: Scene, from: string) =>
  (await scene.as('GET', `/v1/messages?user_key=%2B${from}&limit=100`)).body.data;
const countRows = async (table: string, channelId: string): Promise<number> =>
  (await env.DB.prepare(`select count(*) n from ${table} where channel_id = ?`).bind(channelId).first('n')) ?? 0;

test('a thousand updates for two accounts in one delivery reach their own account, once', async () => {
  const [mine, other] = await Promise.all([newScene(), newScene()]);
  const inbound = stubInboundQueue();
  const many = (scene: Scene) => ({
    ...replyValue({ from: '1' }),
    contacts: [],
    messages: Array.from({ length: 250 }, (_, i) => ({
      from: `39333${String(i).padStart(7, '0')}`,
      id: newWamid(),
      timestamp: '1750000000',
      type: 'text',
      text: { body: `${scene.phoneNumberId} ${i}` },
    })),
    statuses: Array.from({ length: 250 }, (_, i) => ({ id: `wamid.${i}`, status: 'sent', timestamp: '1750000000' })),
  });
  const [one, two] = [metaDelivery(numberOf(mine), many(mine)), metaDelivery(numberOf(other), many(other))];
  const body = { ...one, entry: [...one.entry, ...two.entry] };
  expect(await inbound.post(body)).toBe(200);
  expect(inbound.queued).toHaveLength(1_000);
  expect(new Set(inbound.queued.map(({ account_id }) => account_id))).toEqual(
    new Set([mine.accountId, other.accountId]),
  );
  const later = await inbound.consumeAll();
  expect(later.map(({ type }) => type)).toEqual(Array.from({ length: 500 }, () => 'status'));
  for (const scene of [mine, other]) {
    expect(await countRows('messages', scene.channelId)).toBe(250);
    const [message] = await messagesOf(scene, '393330000007');
    expect(message.content.text).toBe(`${scene.phoneNumberId} 7`);
  }
});

test('an event too large for a queue message is applied from R2, shown completely, and stored once', async () => {
  const scene = await newScene();
  const inbound = stubInboundQueue();
  const text = '€'.repeat(60_000);
  const body = metaDelivery(numberOf(scene), replyValue({ from: scene.customer, text }));
  expect([await inbound.post(body), await inbound.post(body)]).toEqual([200, 200]);
  const [first, second] = inbound.queued as WebhookEvent[];
  expect(first?.claim).toBe(second?.claim);
  expect(first?.value).toEqual({});
  expect(await inbound.consumeAll()).toEqual([]);
  const [message] = await messagesOf(scene, scene.customer);
  expect(message.content.text).toBe(text);
  const { body: list } = await scene.as('GET', '/v1/inbound_events?type=inbound.message');
  expect(list.data).toHaveLength(1);
  const shown = await scene.as('GET', `/v1/inbound_events/${list.data[0].event_id}`);
  expect(shown.body.body.value.text.body).toBe(text);
  await scene.as('DELETE', `/v1/users/%2B${scene.customer}`);
  expect(await env.FILES.head(first?.claim ?? '')).toBeNull();
});

test('three MiB are accepted, one byte more is refused', async () => {
  const scene = await newScene();
  const inbound = stubInboundQueue();
  const sized = (bytes: number) => {
    const empty = {
      ...metaDelivery(numberOf(scene), replyValue({ from: scene.customer, wamid: 'wamid.BIG' })),
      pad: '',
    };
    return { ...empty, pad: 'x'.repeat(bytes - metaBytes(empty).length) };
  };
  const whole = sized(MAX_BYTES);
  // The timestamp may change in between, its length does not.
  expect(metaBytes(whole)).toHaveLength(MAX_BYTES);
  expect([await inbound.post(whole), await inbound.post(sized(MAX_BYTES + 1))]).toEqual([200, 413]);
  expect(inbound.queued).toHaveLength(1);
  const large = metaDelivery(numberOf(scene), replyValue({ from: scene.customer, text: 'x'.repeat(3_000_000) }));
  expect(await inbound.post(large)).toBe(200);
  expect(await inbound.consumeAll()).toEqual([]);
  expect(await messagesOf(scene, scene.customer)).toHaveLength(2);
});

test('a queue that fails half way gives 503, and the repeated delivery is applied once', async () => {
  const scene = await newScene();
  const taken: WebhookEvent[] = [];
  let batches = 0;
  const INBOUND = {
    async sendBatch(messages: Iterable<MessageSendRequest<WebhookEvent>>) {
      batches += 1;
      if (batches === 2) throw new Error('the queue is down');
      taken.push(...[...messages].map(({ body }) => body));
    },
  } as unknown as Queue;
  const inbound = stubInboundQueue({ INBOUND });
  const messages = Array.from({ length: 150 }, (_, i) => replyValue({ from: scene.customer, text: `n. ${i}` }));
  const body = metaDelivery(numberOf(scene), ...messages);
  expect(await inbound.post(body)).toBe(503);
  expect(taken).toHaveLength(100);
  expect(await inbound.post(body)).toBe(200);
  expect(taken).toHaveLength(250);
  for (let i = 0; i < taken.length; i += 100) expect(await inbound.consume(taken.slice(i, i + 100))).toEqual([]);
  expect(await countRows('messages', scene.channelId)).toBe(150);
});

test('a part without number and account is stored for the only account of the delivery, and for no other', async () => {
  const [mine, other] = await Promise.all([newScene(), newScene()]);
  const inbound = stubInboundQueue();
  const value = { entry: 'of nobody' };
  const [one, two] = [mine, other].map((scene) =>
    metaDelivery(numberOf(scene), statusValue({ wamid: 'w', status: 'sent', recipient: '1' })),
  );
  const stray = { changes: [{ field: 'tomorrow', value }] };
  await inbound.post({ ...one, entry: [...(one?.entry ?? []), stray, null, { id: mine.wabaId, changes: 'none' }] });
  expect(inbound.queued.map(({ type, account_id }) => [type, account_id])).toEqual([
    ['status', mine.accountId],
    ['account', mine.accountId],
    ['account', mine.accountId],
  ]);
  inbound.queued.splice(0);
  await inbound.post({ ...one, entry: [...(one?.entry ?? []), ...(two?.entry ?? []), stray] });
  expect(inbound.queued.map(({ type }) => type)).toEqual(['status', 'status']);
});

test('an unsigned delivery with many numbers costs one look-up', async () => {
  const changes = Array.from({ length: 5_000 }, (_, i) => ({
    field: 'messages',
    value: { metadata: { phone_number_id: `unknown-${i}` }, messages: [{}] },
  }));
  const body = metaBytes({ entry: [{ id: '1', changes }] });
  const headers = { 'x-hub-signature-256': await metaSignature(body, 'guessed') };
  const request = new Request('https://aisac.test/webhook/facebook', { method: 'POST', headers, body });
  const { response, counts } = await measureCall(request);
  expect([response.status, counts.statements]).toEqual([401, 1]);
});
