import { expect, test } from 'vitest';
import { evaluateCondition } from '../../../src/domain/liquid/condition';

const env = { locale: 'it-IT', zone: 'Europe/Rome', currency: 'EUR' };
const scope = {
  total: '59.90',
  limit: '100.00',
  none: null,
  empty_text: '',
  yes: true,
  id: '0059.90',
  word: 'abc',
  list: [1],
};

test.each([
  ['total == 59.9', true],
  ['59.9 == total', true],
  ['total != 59.9', false],
  ['total < limit', true],
  ['limit >= total', true],
  ["total > '9'", true],
  ["'2026-07-01' < '2026-11-24'", true],
  ["word < 'abd'", true],
])('%s is %s: amounts are ordered as numbers, words alphabetically', (condition, value) => {
  expect(evaluateCondition(condition, scope, env)).toEqual({ ok: true, value });
});

test.each(['total == id', 'total == "59.9"', 'word == 0', 'empty_text == 0', 'yes == 1', 'none == 0'])(
  '%s is false: two texts are equal letter by letter, and only an amount is a number',
  (condition) => {
    expect(evaluateCondition(condition, scope, env)).toEqual({ ok: true, value: false });
    expect(evaluateCondition(condition.replace('==', '!='), scope, env)).toEqual({ ok: true, value: true });
  },
);

test.each(['none', 'empty_text', 'yes', 'word', 'list', 'nothing', 'nil', 'empty'])(
  '%s has no place beside 5',
  (name) => {
    for (const operator of ['<', '<=', '>', '>=']) {
      expect(evaluateCondition(`${name} ${operator} 5`, scope, env)).toEqual({ ok: true, value: false });
      expect(evaluateCondition(`5 ${operator} ${name}`, scope, env)).toEqual({ ok: true, value: false });
    }
  },
);
