import { Big } from 'big.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateCondition } from '../../../src/domain/liquid/condition';
import { renderLiquid } from '../../../src/domain/liquid/render';
import type { JsonValue } from '../../../src/shared/json/json';

const env = { locale: 'it-IT', zone: 'Europe/Rome', currency: 'EUR' };
const Oracle = Big();
const text = (template: string, scope = {}) => {
  const rendered = renderLiquid(template, scope, env);
  return rendered.ok ? rendered.text : rendered.code;
};
const written = (big: Big): string => big.toFixed().replace(/^-0$/, '0');

/** A number as parsed JSON contains it: a decimal text, a number, or an integer above 2^53 as its digits. */
const operand: fc.Arbitrary<string | number> = fc.oneof(
  fc.stringMatching(/^-?\d{1,20}(\.\d{1,6})?$/),
  fc.integer(),
  fc.integer({ min: -99_999_999, max: 99_999_999 }).map((cents) => cents / 100),
);
const OPERATIONS: Record<string, (a: Big, b: Big) => Big> = {
  plus: (a, b) => a.plus(b),
  minus: (a, b) => a.minus(b),
  times: (a, b) => a.times(b),
  divided_by: (a, b) => a.div(b),
  modulo: (a, b) => a.mod(b).plus(b).mod(b),
  at_least: (a, b) => (a.gt(b) ? a : b),
  at_most: (a, b) => (a.lt(b) ? a : b),
};
const ROUNDINGS: Record<string, (a: Big) => Big> = {
  abs: (a) => a.abs(),
  floor: (a) => a.round(0, a.lt(0) ? Oracle.roundUp : Oracle.roundDown),
  ceil: (a) => a.round(0, a.lt(0) ? Oracle.roundDown : Oracle.roundUp),
  round: (a) => a.round(0),
  'round: 2': (a) => a.round(2),
};

test.each(Object.keys(OPERATIONS))('%s agrees with another decimal arithmetic', (name) => {
  fc.assert(
    fc.property(operand, operand, (a, b) => {
      const isDivision = name === 'divided_by' || name === 'modulo';
      const expected =
        isDivision && Oracle(b).eq(0)
          ? 'division_by_zero'
          : written((OPERATIONS[name] as (a: Big, b: Big) => Big)(Oracle(a), Oracle(b)));
      expect(text(`{{ a | ${name}: b }}`, { a, b })).toBe(expected);
    }),
    { numRuns: 300 },
  );
});

test.each(Object.keys(ROUNDINGS))('%s agrees with another decimal arithmetic', (name) => {
  fc.assert(
    fc.property(operand, (a) => {
      expect(text(`{{ a | ${name} }}`, { a })).toBe(written((ROUNDINGS[name] as (a: Big) => Big)(Oracle(a))));
    }),
    { numRuns: 300 },
  );
});

test('the sum of a list and of a member agrees with another decimal library', () => {
  fc.assert(
    fc.property(fc.array(operand, { maxLength: 10 }), (list) => {
      const expected = written(list.reduce((sum, each) => sum.plus(each), Oracle(0)));
      expect(text('{{ list | sum }}', { list })).toBe(expected);
      expect(text('{{ list | sum: "n" }}', { list: list.map((n) => ({ n })) })).toBe(expected);
    }),
  );
});

test('a condition orders numbers and digits as another decimal library does', () => {
  const holds = (condition: string, scope: Record<string, JsonValue>) => evaluateCondition(condition, scope, env);
  fc.assert(
    fc.property(operand, operand, (a, b) => {
      const order = Oracle(a).cmp(b);
      expect(holds('a < b', { a, b })).toEqual({ ok: true, value: order < 0 });
      expect(holds('a >= b', { a, b })).toEqual({ ok: true, value: order >= 0 });
      if (typeof a !== typeof b) expect(holds('a == b', { a, b })).toEqual({ ok: true, value: order === 0 });
    }),
  );
});

test.each([
  ['{{ "59.90" | minus: 50 }}', '9.9'],
  ['{{ 0.1 | plus: 0.2 }}', '0.3'],
  ['{{ "59,90" | minus: 50 }}', '9.9'],
  ['{{ "1.234,50" | times: 2 }}', '2469'],
  ['{{ "820982911946154508" | plus: 1 }}', '820982911946154509'],
  ['{{ 820982911946154508 }}', '820982911946154508'],
  ['{{ 820982911946154508 | minus: 820982911946154507 }}', '1'],
  ['{{ 0.12345678901234567890123 | times: 10 }}', '1.2345678901234567890123'],
  ['{{ 1.005 | round: 2 }}', '1.01'],
  ['{{ -2.5 | round }}', '-3'],
  ['{{ 1234 | round: -2 }}', '1200'],
  ['{{ 7 | divided_by: 2 }}', '3.5'],
  ['{{ -7 | divided_by: 2, true }}', '-4'],
  ['{{ 1 | divided_by: 3 }}', '0.33333333333333333333'],
  ['{{ 1e3 }}{{ "1e3" | plus: 1 }}', '1001'],
  ['{{ nothing | plus: 1 }}{{ "" | plus: 1 }}{{ "abc" | plus: 1 }}{{ true | plus: 1 }}', '1112'],
  ['{{ 1 | divided_by: 0 }}', 'division_by_zero'],
  ['{{ "5" | modulo: "0.00" }}', 'division_by_zero'],
  ['{{ 1 | divided_by: nothing }}', 'division_by_zero'],
  ['{{ "1,234" | plus: 1 }}', 'not_an_amount'],
  ['{{ "1e999999999" | plus: 1 }}', 'template_limit'],
  ['{{ "1e-999999999" | plus: 1 }}', 'template_limit'],
  [`{{ ${'9'.repeat(2_000)} | plus: 1 }}`, 'template_limit'],
  ['{% assign x = 3 %}{% for i in (1..50) %}{% assign x = x | times: x %}{% endfor %}{{ x }}', 'template_limit'],
  [`{% for i in (1..900) %}{{ "${'7'.repeat(390)}" | plus: i | size | minus: 390 }}{% endfor %}`, 'template_limit'],
])('%s is %s', (template, expected) => expect(text(template)).toBe(expected));

test.each([
  ['id == 820982911946154508', true],
  ['id == 820982911946154509', false],
  ['id > 820982911946154507', true],
  ['id == "820982911946154508"', true],
  ['"820982911946154508" == id', true],
  ['big == 100000000000000000000', true],
  ['huge > 5', true],
])('%s is %s: no digit is lost in a condition', (condition, value) => {
  const scope = { id: '820982911946154508', big: 1e20, huge: 1e300 };
  expect(evaluateCondition(condition, scope, env)).toEqual({ ok: true, value });
  expect(text(`{% case id %}{% when 820982911946154508 %}yes{% endcase %}`, scope)).toBe('yes');
});
