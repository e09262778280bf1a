import { decimalParts } from './decimal-parts';

/**
 * Returns the same text for equal numbers ("59.9", "59.90", "5.99e1"), exact at any length. Returns null for a text that is
 * not a number, or has a plus sign or leading zeros (a code, not a number).
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
