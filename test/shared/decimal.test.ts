import { Big } from 'big.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  divideDecimals,
  fixedDecimal,
  formatDecimal,
  multiplyDecimals,
  parseDecimal,
  remainderOfDecimals,
  roundDecimal,
} from '../../src/shared/numbers/decimal';

/** Its defaults: halves away from zero, 20 digits of a quotient. */
const Oracle = Big();
Oracle.PE = 1_000;
Oracle.NE = -1_000;

const decimal = (text: string): Decimal => parseDecimal(text) ?? expect.fail(`${text} is no number`);
const written = (big: Big): string => big.toFixed().replace(/^-0$/, '0');

const digits = fc.stringMatching(/^\d{1,25}$/);
const fraction = fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{1,18}$/));
const number = fc.tuple(fc.constantFrom('', '-'), digits, fraction).map((parts) => parts.join(''));

describe('exact arithmetic agrees with another implementation', () => {
  const agrees = (compute: (a: Decimal, b: Decimal) => Decimal, oracle: (a: Big, b: Big) => Big, isDefined = true) =>
    fc.assert(
      fc.property(number, number, (a, b) => {
        fc.pre(isDefined || !Oracle(b).eq(0));
        expect(formatDecimal(compute(decimal(a), decimal(b)))).toBe(written(oracle(Oracle(a), Oracle(b))));
      }),
      { numRuns: 500 },
    );

  test('sums', () => agrees(addDecimals, (a, b) => a.plus(b)));
  test('products', () => agrees(multiplyDecimals, (a, b) => a.times(b)));
  test('quotients', () => agrees(divideDecimals, (a, b) => a.div(b), false));
  test('remainders, which have the sign of the divisor', () =>
    agrees(remainderOfDecimals, (a, b) => a.mod(b).plus(b).mod(b), false));

  test('order', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(compareDecimals(decimal(a), decimal(b))).toBe(Oracle(a).cmp(b));
      }),
    );
  });

  test('rounding to any place', () => {
    fc.assert(
      fc.property(number, fc.integer({ min: -30, max: 20 }), (text, places) => {
        const value = Oracle(text);
        const nearest = places < 0 ? value.div(`1e${-places}`).round(0).times(`1e${-places}`) : value.round(places);
        // The oracle's quotient has 20 digits: beyond those it rounds twice.
        if (places >= 0) expect(formatDecimal(roundDecimal(decimal(text), places))).toBe(written(nearest));
        const floor = decimal(formatDecimal(roundDecimal(decimal(text), places, 'floor')));
        const ceil = decimal(formatDecimal(roundDecimal(decimal(text), places, 'ceil')));
        expect(compareDecimals(floor, decimal(text))).toBeLessThanOrEqual(0);
        expect(compareDecimals(ceil, decimal(text))).toBeGreaterThanOrEqual(0);
        const step = places >= 0 ? Oracle(`1e-${places}`) : Oracle(`1e${-places}`);
        expect(Oracle(formatDecimal(ceil)).minus(formatDecimal(floor)).lte(step)).toBe(true);
      }),
    );
  });

  test('every double is read as it is written', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(formatDecimal(decimal(String(value)))).toBe(written(Oracle(String(value))));
      }),
    );
  });
});

test.each(['', ' ', '1.', '.5', '1,5', '0x10', '1e', 'e5', '--1', '1 000', 'NaN', 'Infinity', '１'])(
  '«%s» is no number',
  (text) => expect(parseDecimal(text)).toBeNull(),
);

test.each([
  ['1e3', '1000'],
  ['1.50e-3', '0.0015'],
  ['+007.10', '7.1'],
  ['-0', '0'],
  ['820982911946154508', '820982911946154508'],
])('%s is %s', (text, expected) => expect(formatDecimal(decimal(text))).toBe(expected));

test.each([`1${'0'.repeat(400)}`, `0.${'0'.repeat(400)}1`, '1e400', '1e-401', '1e999999999', '9e-999999999'])(
  'a number of too many digits is refused before it is made (%#)',
  (text) => expect(() => parseDecimal(text)).toThrow(RangeError),
);

test('a result with too many digits is rejected', () => {
  const [huge, tiny] = [decimal('1e399'), decimal('1e-399')];
  expect(() => multiplyDecimals(huge, huge)).toThrow(RangeError);
  expect(() => multiplyDecimals(tiny, tiny)).toThrow(RangeError);
  expect(() => divideDecimals(huge, tiny)).toThrow(RangeError);
  expect(formatDecimal(addDecimals(huge, tiny))).toHaveLength(400 + 1 + 399);
});

test.each([
  ['59.9', 2, '59.90'],
  ['5990.5', 0, '5991'],
  ['-0.004', 2, '0.00'],
  ['1.0005', 3, '1.001'],
  ['5', 3, '5.000'],
])('%s with %i digits after the point is %s', (text, places, expected) => {
  expect(fixedDecimal(decimal(text), places)).toBe(expected);
});
