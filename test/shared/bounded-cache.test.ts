import { expect, test } from 'vitest';
import { boundedCache } from '../../src/shared/lazy/bounded-cache';

test('a full cache drops its oldest entry for a new one', () => {
  const cache = boundedCache<string, number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  cache.set('a', 3);
  cache.set('c', 4);
  expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([3, undefined, 4]);
});

test('an entry is valid until its time to live has passed', () => {
  const cache = boundedCache<string, number>(2, 1_000);
  cache.set('a', 1, 5_000);
  expect([cache.get('a', 5_999), cache.get('a', 6_000), cache.get('a', 5_000)]).toEqual([1, undefined, undefined]);
});

test('a value is made once', () => {
  const cache = boundedCache<number, string>(2);
  let made = 0;
  const make = () => `value ${(made += 1)}`;
  expect([cache.getOrCreate(1, make), cache.getOrCreate(1, make), cache.getOrCreate(2, make)]).toEqual([
    'value 1',
    'value 1',
    'value 2',
  ]);
});

test('entries are deleted by key and by value', () => {
  const cache = boundedCache<string, number>(10);
  for (const [i, key] of ['a', 'b', 'c', 'd'].entries()) cache.set(key, i);
  cache.delete('a');
  cache.deleteWhere((value) => value % 2 === 1);
  expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key))).toEqual([undefined, undefined, 2, undefined]);
});
