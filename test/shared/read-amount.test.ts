import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDecimal } from '../../src/shared/numbers/decimal';
import { readAmount } from '../../src/shared/numbers/read-amount';

const read = (text: string, decimals = 2): string | null => {
  const amount = readAmount(text, decimals);
  return amount && formatDecimal(amount);
};

test.each([
  ['59.90', '59.9'],
  ['59,90', '59.9'],
  ['1.234,50', '1234.5'],
  ['1,234.50', '1234.5'],
  ['1.234.567', '1234567'],
  ['1,234,567', '1234567'],
  ['1.234.567,8', '1234567.8'],
  ['1 234,50', '1234.5'],
  ['1\u00a0234\u00a0567,50', '1234567.5'],
  ['1\u202f234', '1234'],
  ["1'234.50", '1234.5'],
  ['1’234,50', '1234.5'],
  ['1234,567', '1234.567'],
  ['0,125', '0.125'],
  ['0.125', '0.125'],
  ['1.2345', '1.2345'],
  ['1.234,567', '1234.567'],
  ['1.0', '1'],
  ['1234', '1234'],
  ['-59,90', '-59.9'],
  ['−1.234,50', '-1234.5'],
  ['+5', '5'],
  [' 59,90\n', '59.9'],
  [`${' '.repeat(99)}5`, '5'],
  ['820982911946154508,25', '820982911946154508.25'],
])('«%s» is %s', (text, expected) => expect(read(text)).toBe(expected));

test.each([
  '1.234',
  '1,234',
  '-1.234',
  '12,345',
  '999.999',
  '',
  ' ',
  '-',
  'abc',
  '59,90 €',
  '€ 5',
  '1e3',
  '0x10',
  '12 34',
  '1.23.456',
  '1.234,5.6',
  '1,234,5',
  '1.234.5',
  '.5',
  '5,',
  '5.',
  '1..5',
  '1.234 567',
  '01.234.567',
  '٥',
  '９',
  '1'.repeat(101),
  `${' '.repeat(100)}5`,
  'true',
  '(5)',
])('«%s» is no amount, or may be two', (text) => expect(read(text)).toBeNull());

test('a point before three digits is the decimal point in a currency with three decimals', () => {
  expect(read('1.234', 3)).toBe('1.234');
  expect(read('1,234', 3)).toBeNull();
  expect(read('1.234,567', 3)).toBe('1234.567');
});

test('an amount that a locale formats is parsed back, unless it is ambiguous', () => {
  const cents = fc.integer({ min: -999_999_999, max: 999_999_999 });
  fc.assert(
    fc.property(cents, fc.constantFrom('it-IT', 'en-US', 'de-CH', 'fr-FR', 'es-ES', 'sv-SE'), (amount, locale) => {
      const text = (amount / 100).toFixed(2);
      const shown = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(text as `${number}`);
      expect(Number(read(shown))).toBe(amount / 100);
    }),
  );
});
