import { expect, test } from 'vitest';
import { isHalfOfAttempts, retryDelay } from '../../../src/domain/delivery/retry-schedule';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DELAYS = [5_000, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

test.each(DELAYS.map((delay, i) => [i + 1, delay] as const))(
  'after failure %i a push waits %i ms at least',
  (n, delay) => {
    expect(retryDelay(n, 0)).toBe(delay);
  },
);

test.each(DELAYS.map((delay, i) => [i + 1, delay] as const))(
  'jitter adds up to a tenth to the delay %i',
  (n, delay) => {
    expect(retryDelay(n, 0.5)).toBe(Math.round(1.05 * delay));
    expect(retryDelay(n, 1)).toBe(Math.round(1.1 * delay));
  },
);

test('after the tenth failure there is no other attempt', () => {
  expect([9, 10, 11].map((failures) => retryDelay(failures, 0))).toEqual([24 * HOUR, null, null]);
});

test('the fifth failure of ten is half of the schedule', () => {
  const failures = Array.from({ length: 10 }, (_, i) => i + 1);
  expect(failures.filter(isHalfOfAttempts)).toEqual([5]);
});
