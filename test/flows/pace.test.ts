import { introspectWorkflow, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256Hex } from '../../src/shared/crypto/hmac';
import { newScene, runCron, until } from '../support/scene';

let workflows: Awaited<ReturnType<typeof introspectWorkflow>>;
beforeAll(async () => {
  workflows = await introspectWorkflow(env.FLOW_RUN);
  await workflows.modifyAll((instance) => instance.disableRetryDelays());
});
afterAll(() => workflows.dispose());

const say = [
  { id: 'say', do: 'send_message', to: '{{ request.user_key }}', text: 'Ciao {{ variables.n }}' },
  { id: 'done', do: 'end', outcome: 'said' },
];
const pairOf = async (customer: string) => (await sha256Hex(customer)).slice(0, 16);

async function speaking() {
  const scene = await newScene();
  await scene.openWindow();
  await scene.saveFlow({ steps: say });
  const rate = env.CHANNEL_RATE.getByName(scene.channelId);
  const pair = await pairOf(scene.customer);
  return { scene, rate, pair };
}

test('messages over the rate of one customer wait, and all are sent', async () => {
  const { scene, rate, pair } = await speaking();
  await rate.slowDown({ pair });
  for (const taken of ['a', 'b']) await rate.reserve({ send: taken, pair, maxDelayMs: 0 });
  const requestIds: string[] = [];
  for (const n of [1, 2]) {
    const requestId = await scene.start('flow', { variables: { n } });
    requestIds.push(requestId);
    const { steps } = await scene.waitForStatus(requestId, 'waiting');
    expect(steps.find((step: any) => step.step === 'say').detail).toMatchObject({ held: 'pace' });
  }
  expect(await scene.sentMessages()).toHaveLength(0);
  // The test moves the stored times instead of waiting.
  const move = async () => {
    await runInDurableObject(rate, (_, { storage }) => {
      for (const [key, slot] of storage.kv.list<{ at: number; of: string }>({ prefix: 'slot:' })) {
        storage.kv.put(key, { ...slot, at: slot.at - 30_000 });
      }
    });
    await env.DB.prepare('update requests set wake_at = 0 where wake_at is not null and account_id = ?')
      .bind(scene.accountId)
      .run();
    await runCron();
  };
  await move();
  for (const requestId of requestIds) await scene.waitForStatus(requestId, 'completed');
  const texts = (await scene.sentMessages()).map(({ body }) => body.text.body);
  expect([texts.length, new Set(texts)]).toEqual([2, new Set(['Ciao 1', 'Ciao 2'])]);
});

test.each([
  ['131056: this customer gets no more than one message per 6 s, others as before', 131056, [true, false]],
  ['130429: the whole number is silent for a moment', 130429, [true, true]],
])('%s', async (_, code, [own, other]) => {
  const { scene, rate, pair } = await speaking();
  await scene.configureMeta({ behaviour: [{ code, status: 400 }, { hang: true }] });
  await scene.start();
  await until(
    async () => expect((await rate.reserve({ send: crypto.randomUUID(), pair, maxDelayMs: 0 })).waitMs > 50).toBe(own),
    5_000,
  );
  expect((await rate.reserve({ send: 'other', pair: 'other', maxDelayMs: 0 })).waitMs > 50).toBe(other);
});

test('waiting for a token uses no attempt: after the resume all are left', async () => {
  const { scene } = await speaking();
  const again = { code: 131016, status: 503 };
  await scene.configureMeta({ behaviour: [{ code: 190, status: 401 }, again, again, again, again, again] });
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  await scene.as('POST', `/v1/channels/${scene.channelId}/resume`);
  expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('said');
  expect(await scene.sentMessages()).toHaveLength(1);
});
