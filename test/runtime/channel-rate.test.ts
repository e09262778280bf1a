import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const START = 1_790_000_000_000;

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: START }));
afterEach(() => vi.useRealTimers());

/** Returns the object of an unused number. */
function newNumber() {
  const stub = env.CHANNEL_RATE.getByName(crypto.randomUUID());
  return {
    stub,
    reserve: async (send: string, pair: string) => (await stub.reserve({ send, pair, maxDelayMs: 0 })).waitMs,
    keys: () => runInDurableObject(stub, (_, { storage }) => [...storage.kv.list()].map(([key]) => key)),
  };
}

test('sends to a customer and waiting slots survive an eviction', async () => {
  const { stub, reserve } = newNumber();
  for (let i = 0; i < 45; i += 1) {
    vi.setSystemTime(START + i * 13);
    expect(await reserve(`s${i}`, 'ada')).toBe(0);
  }
  await evictDurableObject(stub);
  const first = await reserve('late', 'ada');
  expect(first).toBeGreaterThan(5_000);
  await evictDurableObject(stub);
  expect(await reserve('later', 'ada')).toBe(first + 6_000);
  expect(await reserve('late', 'ada')).toBe(first);
  vi.setSystemTime(START + 44 * 13 + first);
  await evictDurableObject(stub);
  expect(await reserve('late', 'ada')).toBe(0);
});

test('two isolates that reserve concurrently do not send at once', async () => {
  const { reserve } = newNumber();
  const waits = await Promise.all(['a', 'b', 'c'].map((customer) => reserve(customer, customer)));
  expect(waits.toSorted((a, b) => a - b)).toEqual([0, 13, 26]);
});

test('a send that waits for the number alone asks once; one that waits for its customer asks again', async () => {
  const { stub, keys } = newNumber();
  const reserve = (send: string, pair: string) => stub.reserve({ send, pair, maxDelayMs: 10_000 });
  expect([await reserve('1', 'ada'), await reserve('2', 'bea')]).toEqual([
    { waitMs: 0, isGranted: true },
    { waitMs: 13, isGranted: true },
  ]);
  await stub.slowDown({ pair: 'ada' });
  expect(await reserve('3', 'ada')).toEqual({ waitMs: 6_000, isGranted: false });
  expect(await keys()).toEqual(['number', 'pair:ada', 'pair:bea', 'slot:3']);
  vi.setSystemTime(START + 6_000);
  expect(await reserve('3', 'ada')).toEqual({ waitMs: 0, isGranted: true });
  expect(await keys()).toEqual(['number', 'pair:ada', 'pair:bea']);
});

test('an older version of the Worker, which names no delay, gets ms and asks until they are 0', async () => {
  const { stub, keys } = newNumber();
  const reserve = (send: string) => stub.reserve({ send, pair: send } as never) as Promise<unknown>;
  expect([await reserve('1'), await reserve('2')]).toEqual([0, 13]);
  expect(await keys()).toContain('slot:2');
  vi.setSystemTime(START + 13);
  expect(await reserve('2')).toBe(0);
  expect(await keys()).not.toContain('slot:2');
});

test('a slow-down survives an eviction', async () => {
  const { stub, reserve } = newNumber();
  await stub.slowDown({ pair: 'ada' });
  await evictDurableObject(stub);
  expect([await reserve('1', 'ada'), await reserve('2', 'bea')]).toEqual([6_000, 0]);
  await stub.slowDown({ pair: null });
  await evictDurableObject(stub);
  expect(await reserve('3', 'carla')).toBe(1_000);
});

test('expired rows and overdue slots are deleted; there is no timer', async () => {
  const { stub, reserve, keys } = newNumber();
  await reserve('1', 'ada');
  await stub.slowDown({ pair: 'bea' });
  await reserve('lost', 'bea');
  expect(await keys()).toEqual(['number', 'pair:ada', 'pair:bea', 'slot:lost']);
  vi.setSystemTime(START + 4_000_000);
  await reserve('2', 'carla');
  expect(await keys()).toEqual(['number', 'pair:carla']);
  expect(await runInDurableObject(stub, (_, { storage }) => storage.getAlarm())).toBeNull();
});
