import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { PushResult } from '../../src/db/pushes/push-result';
import { type Push, pushesRepository } from '../../src/db/pushes/pushes';
import { openDatabase } from '../../src/db/sql/database';
import { newScene, until } from '../support/scene';

const pushes = pushesRepository(openDatabase(env.DB));

/** Returns a push that was cancelled after its consumer's lease had expired, while the consumer was still calling the merchant. */
async function cancelledPush(): Promise<Push> {
  const scene = await newScene();
  await scene.configureMerchant({ behaviour: { updateObject: [{ status: 500 }] } });
  const steps = [
    { id: 'push', do: 'update_object', variables: { n: 1 }, wait: true },
    { id: 'done', do: 'end', outcome: 'ok' },
  ];
  await scene.saveFlow({ steps });
  const requestId = await scene.start();
  const find = async () => {
    const { body } = await scene.as('GET', `/v1/pushes?request_id=${requestId}`);
    return (await pushes.find(scene.accountId, body.data[0].push_id))?.push;
  };
  await until(async () => expect((await find())?.state).toBe('retrying'));
  await scene.as('DELETE', `/v1/requests/${requestId}`);
  return until(async () => {
    const push = await find();
    if (push?.state !== 'cancelled') throw new Error(`${push?.state}, not cancelled`);
    return push;
  });
}

/** Writes the result of that consumer's second attempt and returns the push afterwards. */
async function writeLate(push: Push, result: Partial<PushResult>): Promise<Push | undefined> {
  const now = push.updatedAt + 1_000;
  const { pushId, accountId } = push;
  const attempt = { pushId, number: 2, accountId, startedAt: now, durationMs: 1, status: 500, error: null, answer: '' };
  const nothing = {
    nextAttemptAt: null,
    visibleAt: null,
    lastError: null,
    charge: null,
    verification: null,
    held: null,
  };
  const late = { ...nothing, push, state: 'dead' as const, attempt, pausesStore: false, mayWarn: false, ...result };
  await pushes.writeResults([late], now, now + 60_000);
  return (await pushes.find(accountId, pushId))?.push;
}

test.each<Partial<PushResult>>([
  { state: 'dead', lastError: 'http_410' },
  { state: 'retrying', lastError: 'http_500', nextAttemptAt: 1, visibleAt: 2 },
  { state: 'pending', lastError: 'http_500', nextAttemptAt: 1, visibleAt: 2 },
])('a late result $state does not change a cancelled push', async (result) => {
  const push = await cancelledPush();
  expect(await writeLate(push, result)).toEqual(push);
});

test('a late result `delivered` makes a cancelled push delivered', async () => {
  const push = await cancelledPush();
  expect(await writeLate(push, { state: 'delivered' })).toMatchObject({
    state: 'delivered',
    attempts: 2,
    deliveredAt: push.updatedAt + 1_000,
    lastError: null,
  });
});
