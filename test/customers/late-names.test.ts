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

/** A request that waits for a customer of whom only the number is known, and who writes by their user id alone. */
async function asked() {
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
const words = (from_user_id: string, text: string) => replyValue({ from_user_id, text });

describe('words by a user id alone find the run', () => {
  test.each(['status, words', 'words, status'])('in one batch, told as %s', async (order) => {
    const { scene, requestId, userId, status, inbound, tell } = await asked();
    const ok = words(userId, 'ok');
    await tell(...(order === 'status, words' ? [status, ok] : [ok, status]));
    expect(inbound.queued).toHaveLength(2);
    await inbound.consumeAll();
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
  });

  test.each(['status, words', 'words, status'])('one after the other, told as %s', async (order) => {
    const { scene, requestId, userId, status, inbound, tell } = await asked();
    const ok = words(userId, 'ok');
    for (const one of order === 'status, words' ? [status, ok] : [ok, status]) {
      await tell(one);
      await inbound.consumeAll();
    }
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
    const user = (await scene.as('GET', `/v1/users/${userId}`)).body;
    expect(user.messages.map(({ direction }: any) => direction)).toEqual(['in', 'out']);
  });

  test('applied at the same time', async () => {
    const { scene, requestId, userId, status, inbound, tell } = await asked();
    await tell(words(userId, 'ok'));
    await tell(status);
    const [first, second] = inbound.queued.splice(0, 2);
    if (!first || !second) throw new Error('Nothing is queued');
    await Promise.all([inbound.consume([first]), inbound.consume([second])]);
    await inbound.consumeAll();
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
  });

  test('that a status of a message names which is not known here', async () => {
    const { scene, requestId, userId, status, inbound, tell } = await asked();
    status.statuses[0].id = 'wamid.ELSEWHERE';
    await tell(status);
    await inbound.consume();
    await tell(words(userId, 'ok'));
    await inbound.consumeAll();
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
  });

  test('that another message of theirs names', async () => {
    const { scene, requestId, userId, inbound, tell } = await asked();
    await tell(words(userId, 'ok'));
    await inbound.consumeAll();
    const reaction = { type: 'reaction', reaction: { emoji: '' } };
    await tell(replyValue({ from: scene.customer, from_user_id: userId, kind: reaction }));
    await inbound.consumeAll();
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
  });

  test('that the answer to a later send names', async () => {
    const { scene, requestId, userId, inbound, tell } = await asked();
    await tell(words(userId, 'ok'));
    await inbound.consumeAll();
    await scene.configureMeta({ names: { [scene.customer]: { user_id: userId } } });
    await scene.saveFlow({ steps: [steps[0] as any, { id: 'done', do: 'end', outcome: 'x' }] }, 'other');
    await scene.waitForStatus(await scene.start('other'), 'completed');
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
  });
});

test('a word by which somebody opts out counts as soon as it is known who wrote it', async () => {
  const { scene, requestId, userId, status, inbound, tell } = await asked();
  await tell(words(userId, 'STOP'));
  await inbound.consumeAll();
  expect((await scene.request(requestId)).status).toBe('waiting');
  await tell(status);
  await inbound.consumeAll();
  expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('left');
  expect((await scene.as('GET', `/v1/users/%2B${scene.customer}`)).body.opted_out).toMatchObject({ by: 'word' });
});

test('words that Meta repeats, or of somebody else, are matched no second time', async () => {
  const { scene, requestId, userId, status, inbound, tell } = await asked();
  const stranger = words(`${userId}9`, 'ok');
  const hello = replyValue({ from: scene.customer, kind: { type: 'reaction', reaction: { emoji: '' } } });
  await tell(stranger, hello);
  await inbound.consumeAll();
  await tell(status, stranger, hello);
  await inbound.consumeAll();
  await until(async () => expect((await scene.request(requestId)).status).toBe('waiting'));
  const user = (await scene.as('GET', `/v1/users/${userId}9`)).body;
  expect(user.messages.map(({ content }: any) => content.text)).toEqual(['ok']);
});
