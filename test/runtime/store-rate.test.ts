import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const START = 1_790_000_000_000;
const rate = { per_second: 10, burst: 2, concurrency: 3 };

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: START }));
afterEach(() => vi.useRealTimers());

/** Returns the object of an unused store. */
function newStore() {
  const stub = env.STORE_RATE.getByName(crypto.randomUUID());
  return {
    stub,
    reserve: async (...pushIds: string[]) =>
      (await stub.reserve({ pushIds, points: [], rate, leaseMs: 30_000 })).map(({ wait_ms }) => wait_ms),
    keys: () => runInDurableObject(stub, (_, { storage }) => [...storage.kv.list()].map(([key]) => key)),
  };
}

test('each push gets its slot, in the order of the request', async () => {
  const { stub } = newStore();
  expect(await stub.reserve({ pushIds: ['b', 'a', 'c'], points: [], rate, leaseMs: 30_000 })).toEqual([
    { push_id: 'b', wait_ms: 0 },
    { push_id: 'a', wait_ms: 0 },
    { push_id: 'c', wait_ms: 100 },
  ]);
});

test('one store does not slow another', async () => {
  const [one, other] = [newStore(), newStore()];
  await one.reserve('a', 'b', 'c', 'd');
  expect(await other.reserve('x', 'y')).toEqual([0, 0]);
});

test('reservations, leases and the rate survive an eviction', async () => {
  const { stub, reserve } = newStore();
  expect(await reserve('a', 'b', 'c', 'd')).toEqual([0, 0, 100, 200]);
  await evictDurableObject(stub);
  expect(await reserve('a', 'c', 'd', 'e')).toEqual([30_000, 100, 200, 300]);
  await evictDurableObject(stub);
  vi.setSystemTime(START + 100);
  expect(await reserve('c')).toEqual([0]);
  await evictDurableObject(stub);
  vi.setSystemTime(START + 200);
  expect((await reserve('d'))[0]).toBeGreaterThan(0);
});

test('an open circuit and Retry-After survive an eviction', async () => {
  const failing = newStore();
  await failing.reserve('a');
  await failing.stub.report({ results: Array.from({ length: 5 }, () => ({ push_id: 'a', outcome: 'failed' })) });
  await evictDurableObject(failing.stub);
  expect(await failing.reserve('b')).toEqual([30_000]);

  const busy = newStore();
  await busy.stub.report({ results: [{ push_id: 'a', outcome: 'throttled', retry_after_ms: 9_000 }] });
  await evictDurableObject(busy.stub);
  expect(await busy.reserve('b')).toEqual([9_000]);
});

test('two isolates that reserve concurrently share the burst', async () => {
  const { reserve } = newStore();
  const answers = await Promise.all([reserve('a', 'b'), reserve('c', 'd'), reserve('e')]);
  expect(answers.flat().filter((wait) => wait === 0)).toHaveLength(2);
  expect(new Set(answers.flat()).size).toBe(4);
});

test('a call writes few rows, and rows of sent pushes are deleted', async () => {
  const { stub, reserve, keys } = newStore();
  const pushIds = Array.from({ length: 102 }, (_, i) => `psh_${i}`);
  await reserve(...pushIds);
  expect(await keys()).toHaveLength(3);
  await stub.report({
    results: [
      { push_id: 'psh_0', outcome: 'ok' },
      { push_id: 'psh_1', outcome: 'ok' },
    ],
  });
  for (const [i, pushId] of pushIds.entries()) {
    if (i < 2) continue;
    vi.setSystemTime(START + 100 * (i - 1));
    expect(await reserve(pushId)).toEqual([0]);
    await stub.report({ results: [{ push_id: pushId, outcome: 'ok' }] });
  }
  expect(await keys()).toEqual(['state']);
});

test('an idle store has no timer', async () => {
  const { stub, reserve } = newStore();
  await reserve('a', 'b', 'c');
  expect(await runInDurableObject(stub, (_, { storage }) => storage.getAlarm())).toBeNull();
});
