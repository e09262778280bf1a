/** A number as JSON writes it, with an optional `+` and leading zeros. */
const NUMBER = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,15}))?$/;

/** The digits before and after the point, and the power of ten that multiplies them. */
type DecimalParts = { sign: '' | '+' | '-'; whole: string; fraction: string; power: number };

/** Splits a number of any length into its parts; null for any other text. */
export function decimalParts(text: string): DecimalParts | null {
  const match = NUMBER.exec(text);
  if (!match) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  return { sign: sign as DecimalParts['sign'], whole, fraction, power: Number(exponent) };
}
