/** A number as JSON writes it, also as a text. Leading zeros make it a code, not a number. */
const NUMBER = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d{1,15}))?$/;

/**
 * A text that is equal for equal numbers, however they are written ("59.9", "59.90", "5.99e1"), compared digit by digit and
 * so exact at any length; null for a text that is no number.
 */
export function decimalKey(text: string): string | null {
  const match = NUMBER.exec(text);
  if (!match) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign}${significant}e${power}`;
}
