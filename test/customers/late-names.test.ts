import { describe, expect, test } from 'vitest';
import { metaDelivery, replyValue, statusValue } from '../standins/meta-webhooks';
import { stubInboundQueue } from '../support/inbound-queue-stub';
import { newScene, until } from '../support/scene';

const steps = [
  { id: 'ask', do: 'send_message', to: '{{ request.user_key }}', template: { name: 'cod_reminder', language: 'it' } },
  { id: 'answer', do: 'wait_for_reply', timeout: '24h', cases: [{ text: ['ok'], goto: 'yes' }], on_timeout: 'left' },
  { id: 'other', do: 'end', outcome: 'other' },
  { id: 'yes', do: 'end', outcome: 'yes' },
  { id: 'left', do: 'end', outcome: 'left' },
];

/** Creates a waiting request of a customer known only by phone number, who writes with a user id only. */
async function waitingRequest() {
  const scene = await newScene();
  await scene.saveFlow({ steps });
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  const [sent] = await scene.sentMessages();
  const userId = `IT.${scene.customer}`;
  const status: any = statusValue({ wamid: sent?.wamid ?? '', status: 'delivered', recipient: scene.customer });
  status.statuses[0].recipient_user_id = userId;
  const inbound = stubInboundQueue();
  const number = { phone_number_id: scene.phoneNumberId, waba_id: scene.wabaId };
  const tell = (...values: Record<string, unknown>[]) => inbound.post(metaDelivery(number, ...values));
  return { scene, requestId, userId, status, inbound, tell };
}
const reply = (from_user_id: string, text: string) => replyValue({ from_user_id, text });

describe('a reply under a user id alone finds its run, once the user id is known', () => {
  test.each(['status, words', 'words, status'])('from a status in the same batch, in the order %s', async (order) => {
    const { scene, requestId, userId, status, inbound, tell } = await waitingRequest();
    const ok = reply(userId, 'ok');
    await tell(...(order === 'status, words' ? [status, ok] : [ok, status]));
    expect(inbound.queued).toHaveLength(2);
    await inbound.consumeAll();
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
  });

  test.each(['status, words', 'words, status'])('from a status in another batch, in the order %s', async (order) => {
    const { scene, requestId, userId, status, inbound, tell } = await waitingRequest();
    const ok = reply(userId, 'ok');
    for (const one of order === 'status, words' ? [status, ok] : [ok, status]) {
      await tell(one);
      await inbound.consumeAll();
    }
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
    const user = (await scene.as('GET', `/v1/users/${userId}`)).body;
    expect(user.messages.map(({ direction }: any) => direction)).toEqual(['in', 'out']);
  });

  test('from a status that is applied at the same time', async () => {
    const { scene, requestId, userId, status, inbound, tell } = await waitingRequest();
    await tell(reply(userId, 'ok'));
    await tell(status);
    const [first, second] = inbound.queued.splice(0, 2);
    if (!first || !second) throw new Error('Nothing is queued');
    await Promise.all([inbound.consume([first]), inbound.consume([second])]);
    await inbound.consumeAll();
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
  });

  test('from a status of a message that is not ours', async () => {
    const { scene, requestId, userId, status, inbound, tell } = await waitingRequest();
    status.statuses[0].id = 'wamid.ELSEWHERE';
    await tell(status);
    await inbound.consume();
    await tell(reply(userId, 'ok'));
    await inbound.consumeAll();
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
  });

  test('from another message of the customer', async () => {
    const { scene, requestId, userId, inbound, tell } = await waitingRequest();
    await tell(reply(userId, 'ok'));
    await inbound.consumeAll();
    const reaction = { type: 'reaction', reaction: { emoji: '' } };
    await tell(replyValue({ from: scene.customer, from_user_id: userId, kind: reaction }));
    await inbound.consumeAll();
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
  });

  test('from the response to a later send', async () => {
    const { scene, requestId, userId, inbound, tell } = await waitingRequest();
    await tell(reply(userId, 'ok'));
    await inbound.consumeAll();
    await scene.configureMeta({ names: { [scene.customer]: { user_id: userId } } });
    await scene.saveFlow({ steps: [steps[0] as any, { id: 'done', do: 'end', outcome: 'x' }] }, 'other');
    await scene.waitForStatus(await scene.start('other'), 'completed');
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
  });
});

test('an opt-out counts as soon as its sender is known', async () => {
  const { scene, requestId, userId, status, inbound, tell } = await waitingRequest();
  await tell(reply(userId, 'STOP'));
  await inbound.consumeAll();
  expect((await scene.request(requestId)).status).toBe('waiting');
  await tell(status);
  await inbound.consumeAll();
  expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('left');
  expect((await scene.as('GET', `/v1/users/%2B${scene.customer}`)).body.opted_out).toMatchObject({ by: 'word' });
});

test('repeated replies, or those of other customers, are not matched again', async () => {
  const { scene, requestId, userId, status, inbound, tell } = await waitingRequest();
  const stranger = reply(`${userId}9`, 'ok');
  const hello = replyValue({ from: scene.customer, kind: { type: 'reaction', reaction: { emoji: '' } } });
  await tell(stranger, hello);
  await inbound.consumeAll();
  await tell(status, stranger, hello);
  await inbound.consumeAll();
  await until(async () => expect((await scene.request(requestId)).status).toBe('waiting'));
  const user = (await scene.as('GET', `/v1/users/${userId}9`)).body;
  expect(user.messages.map(({ content }: any) => content.text)).toEqual(['ok']);
});
