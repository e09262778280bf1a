import { expect, test } from 'vitest';
import { hasUnreported, toReportNow, whileWaiting } from '../../src/domain/shopify/reads-in-isolate';

const read = (readId: string) => ({ readId, stated: null });

test('a read that ends while none waits is reported at once', () => {
  expect(toReportNow('quiet', read('a'))).toEqual([read('a')]);
  expect(hasUnreported('quiet')).toBe(false);
});

test('a read that waits reports those that have ended since its last call, of its own store only', async () => {
  await whileWaiting('busy', async (takeEnded) => {
    expect(takeEnded()).toEqual([]);
    expect([toReportNow('busy', read('a')), toReportNow('busy', read('b'))]).toEqual([[], []]);
    expect(toReportNow('other', read('c'))).toEqual([read('c')]);
    expect([takeEnded(), takeEnded()]).toEqual([[read('a'), read('b')], []]);
  });
  expect(hasUnreported('busy')).toBe(false);
});

test('what ends after the last call of a waiting read is reported with the next end', async () => {
  await whileWaiting('busy', async () => expect(toReportNow('busy', read('a'))).toEqual([]));
  expect(hasUnreported('busy')).toBe(true);
  expect(toReportNow('busy', read('b'))).toEqual([read('a'), read('b')]);
  expect(hasUnreported('busy')).toBe(false);
});

test('a waiting read that fails leaves no other one waiting', async () => {
  await expect(whileWaiting('busy', () => Promise.reject(new Error('unreachable')))).rejects.toThrow('unreachable');
  expect(toReportNow('busy', read('a'))).toEqual([read('a')]);
});
