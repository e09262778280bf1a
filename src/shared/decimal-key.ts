import { decimalParts } from './decimal-parts';

/**
 * A text that is equal for equal numbers, however they are written ("59.9", "59.90", "5.99e1"), compared digit by digit and
 * so exact at any length; null for a text that is no number, and for one with a plus or leading zeros, which is a code.
 */
export function decimalKey(text: string): string | null {
  const parts = decimalParts(text);
  if (!parts || parts.sign === '+' || /^0\d/.test(parts.whole)) return null;
  const { sign, whole, fraction, power } = parts;
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${power - fraction.length + (digits.length - significant.length)}`;
}
