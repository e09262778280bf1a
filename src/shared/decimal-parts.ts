/** A number as JSON writes it, with an optional `+` and leading zeros. */
const NUMBER = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,15}))?$/;

/** The digits of a number on either side of its point, and the power of ten that they are multiplied by. */
type DecimalParts = { sign: '' | '+' | '-'; whole: string; fraction: string; power: number };

/** Takes apart how a number is written, a text of any length; null for what is none. */
export function decimalParts(text: string): DecimalParts | null {
  const match = NUMBER.exec(text);
  if (!match) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  return { sign: sign as DecimalParts['sign'], whole, fraction, power: Number(exponent) };
}
