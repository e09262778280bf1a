import { expect, test } from 'vitest';
import { classOfOutcome } from '../../../src/domain/overview/class-of-outcome';

test.each([
  ['completed', 'confirmed', 'confirmed'],
  ['completed', 'accepted', 'confirmed'],
  ['completed', 'refused', 'refused'],
  ['completed', 'declined', 'refused'],
  ['completed', 'no_answer', 'noAnswer'],
  ['completed', 'changed', 'other'],
  ['completed', 'toString', 'other'],
  ['completed', null, 'other'],
  ['failed', 'confirmed', 'other'],
  ['failed', null, 'other'],
  ['cancelled', 'refused', 'other'],
  ['cancelled', 'order.cancelled', 'other'],
  ['queued', null, 'open'],
  ['running', null, 'open'],
  ['waiting', 'confirmed', 'open'],
] as const)('a request that is %s with the outcome %s counts as %s', (status, outcome, counts) => {
  expect(classOfOutcome(status, outcome)).toBe(counts);
});
