import { expect, test } from 'vitest';
import { lazy } from '../../src/shared/lazy/lazy';

test('calls at the same time await nothing of each other, and then all get the value that was there first', async () => {
  const ends: ((value: object) => void)[] = [];
  const load = lazy(() => new Promise<object>((resolve) => ends.push(resolve)));
  const [first, second] = [load(), load()];
  expect(ends).toHaveLength(2);
  const [one, other] = [{}, {}];
  ends[1]?.(other);
  expect(await second).toBe(other);
  ends[0]?.(one);
  expect(await first).toBe(other);
  expect(await load()).toBe(other);
  expect(ends).toHaveLength(2);
});

test('a load that fails is tried again by the next call', async () => {
  let loads = 0;
  const load = lazy(() => {
    loads += 1;
    return loads === 1 ? Promise.reject(new Error('lost')) : Promise.resolve(loads);
  });
  await expect(load()).rejects.toThrow('lost');
  expect([await load(), await load(), loads]).toEqual([2, 2, 2]);
});
