import fc from 'fast-check';
import { expect, test } from 'vitest';
import { currencyDecimals, formatMoney, isCurrency, parseMoney } from '../../src/shared/numbers/money';

test('every amount is parsed back from its text', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 999_999_999_999_999 }),
      fc.integer({ min: 0, max: 6 }),
      (millionths, decimals) => {
        const text = formatMoney(millionths, decimals);
        expect(parseMoney(text)).toBe(millionths);
        expect(text.split('.')[1]?.length ?? 0).toBeGreaterThanOrEqual(decimals);
      },
    ),
  );
});

test.each([
  ['0.0691', 4, '0.0691'],
  ['59.9', 2, '59.90'],
  ['0', 4, '0.0000'],
  ['5', 0, '5'],
  ['0.000001', 2, '0.000001'],
  ['999999999.999999', 2, '999999999.999999'],
])('%s with at least %i decimals is %s', (text, decimals, written) => {
  expect(formatMoney(parseMoney(text) ?? -1, decimals)).toBe(written);
});

test.each(['', ' 1', '1 ', '-1', '+1', '1e3', '1,5', '.5', '5.', '1.1234567', '1234567890', 'NaN', '0x1', '１', '1\n'])(
  '«%s» is no amount',
  (text) => expect(parseMoney(text)).toBeNull(),
);

test('sums past 2^53 are exact', () => {
  expect(formatMoney(123_456_789_012_345_678_901n, 4)).toBe('123456789012345.678901');
});

test('currencies have their own decimals', () => {
  expect(['EUR', 'JPY', 'KWD', 'USDC', 'QQQ', 'x'].map(currencyDecimals)).toEqual([2, 0, 3, 2, 2, 2]);
  expect(['EUR', 'JPY', 'EURO', 'eur', 'ZZZ', ''].map(isCurrency)).toEqual([true, true, false, false, false, false]);
});
