import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonValue } from '../../src/shared/json/json';
import { matchesPushedTags, matchesPushedValue } from '../../src/shared/orders/matches-pushed';

test.each<[JsonValue, JsonValue | undefined]>([
  [59.9, '59.90'],
  ['59.90', 59.9],
  ['59.90', '59.9'],
  [1e21, '1000000000000000000000'],
  ['820982911946154508', '820982911946154508'],
  ['820982911946154508', '820982911946154508.0'],
  [0, '-0.00'],
  [true, 'true'],
  ['true', true],
  [false, 'False'],
  [null, undefined],
  [null, ''],
  ['', null],
  ['Forlì', 'Forlì'],
  ['00100', '00100'],
  [
    { a: 1, b: [{ c: '2.0' }] },
    { b: [{ c: 2, id: 9 }], a: '1', id: 7 },
  ],
  [{ a: null }, {}],
  [[], []],
])('%j matches %j', (pushed, shown) => {
  expect(matchesPushedValue(pushed, shown)).toBe(true);
});

test.each<[JsonValue, JsonValue | undefined]>([
  [59.9, '59.91'],
  [59.9, '59,90'],
  ['820982911946154508', '820982911946154500'],
  ['820982911946154508', 820982911946154500],
  ['00100', 100],
  ['00100', '100'],
  [true, 'yes'],
  [true, 1],
  [true, false],
  ['true', null],
  [0, null],
  [false, undefined],
  ['Forlì', 'Forli'],
  ['a', 'A'],
  ['1e3', '10e3'],
  [
    ['a', 'b'],
    ['b', 'a'],
  ],
  [['a'], ['a', 'b']],
  [['a'], 'a'],
  [{ a: 1 }, { b: 1 }],
  [{ a: 1 }, [1]],
  [{ constructor: 1 }, {}],
  ['[object Object]', {}],
  [null, {}],
])('%j does not match %j', (pushed, shown) => {
  expect(matchesPushedValue(pushed, shown)).toBe(false);
});

/** An amount in units of 10^-12, and the ways to write it. */
const amount = fc.tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(12));
function spell([value, places]: [bigint, number], zeros: number, exponent: number): string {
  const sign = value < 0n ? '-' : '';
  const shift = places + exponent;
  const digits = (value < 0n ? -value : value).toString().padStart(shift + 1, '0');
  const point = digits.length - shift;
  const fraction = `${digits.slice(point)}${'0'.repeat(zeros)}`;
  const whole = `${sign}${digits.slice(0, point)}${fraction === '' ? '' : `.${fraction}`}`;
  return exponent === 0 ? whole : `${whole}e+${exponent}`;
}

test('numbers are compared by value, digit by digit, however they are written', () => {
  fc.assert(
    fc.property(amount, amount, fc.nat(3), fc.nat(3), fc.nat(4), (one, other, zeros, moreZeros, exponent) => {
      const same = one[0] * 10n ** BigInt(12 - one[1]) === other[0] * 10n ** BigInt(12 - other[1]);
      expect(matchesPushedValue(spell(one, zeros, exponent), spell(one, moreZeros, 0))).toBe(true);
      expect(matchesPushedValue(spell(one, zeros, 0), spell(other, moreZeros, exponent))).toBe(same);
    }),
  );
});

test('a number matches its own text', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(matchesPushedValue(value, String(value))).toBe(true);
      expect(matchesPushedValue(String(value), JSON.parse(JSON.stringify(value)))).toBe(true);
    }),
  );
});

const tag = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text.trim() !== '' && !text.includes(','));

test('tags match if they include the pushed ones, in any order, case and form', () => {
  fc.assert(
    fc.property(fc.array(tag), fc.array(tag), fc.boolean(), (ours, others, asText) => {
      const shown = [...others, ...ours.toReversed().map((text) => ` ${text.normalize('NFD')} `)];
      expect(matchesPushedTags(ours, asText ? shown.join(', ') : shown)).toBe(true);
    }),
  );
});

test.each<[JsonValue, JsonValue | undefined, boolean]>([
  [['vip', 'cod'], ['COD', 'x', 'VIP'], true],
  ['vip, cod', ['cod', 'vip'], true],
  [['vip'], 'cod,vip', true],
  [['vip'], ['vipp'], false],
  [['vip'], [], false],
  [['vip'], null, false],
  [['vip'], { vip: true }, false],
  [[], null, true],
  [{ add: ['vip'], remove: ['cod'] }, ['vip'], true],
  [{ add: ['vip'], remove: ['cod'] }, ['vip', 'Cod'], false],
  [{ remove: ['cod'] }, null, true],
  [7, [7, 8], true],
])('tags %j compared with %j: %j', (pushed, shown, isSame) => {
  expect(matchesPushedTags(pushed, shown)).toBe(isSame);
});
