import { decimalParts } from './decimal-parts';

/** An exact decimal: `digits` times ten to the power of minus `scale`, which is never negative. */
export type Decimal = { digits: bigint; scale: number };

/** Digits on either side of the point: every double fits, and repeated squaring stops here. */
const MAX_DIGITS = 400;
/** Digits after the point of an infinite quotient. */
const QUOTIENT_SCALE = 20;

const tooLong = () => new RangeError(`a number may have ${MAX_DIGITS} digits on either side of its point`);
const tenTo = (power: number): bigint => 10n ** BigInt(power);
const abs = (value: bigint): bigint => (value < 0n ? -value : value);

function bounded(digits: bigint, scale: number): Decimal {
  const text = abs(digits).toString();
  const zeros = digits === 0n ? scale : Math.min(scale, text.length - text.replace(/0+$/, '').length);
  const places = scale - zeros;
  if (places > MAX_DIGITS || text.length - scale > MAX_DIGITS) throw tooLong();
  return { digits: zeros === 0 ? digits : digits / tenTo(zeros), scale: places };
}

/**
 * Parses a JSON number with an optional `+` and leading zeros; null for any other text. Throws RangeError for more than 400
 * digits on either side of the point, before computing anything of that size.
 */
export function parseDecimal(text: string): Decimal | null {
  const parts = decimalParts(text);
  if (!parts) return null;
  const { sign, whole, fraction, power } = parts;
  if (whole.length + power > MAX_DIGITS || fraction.length - power > MAX_DIGITS) throw tooLong();
  const digits = BigInt(`${whole}${fraction}`);
  const signed = sign === '-' ? -digits : digits;
  const scale = fraction.length - power;
  return scale < 0 ? bounded(signed * tenTo(-scale), 0) : bounded(signed, scale);
}

/** Writes every digit, without an exponent and without zeros at the end of the fraction. */
export function formatDecimal({ digits, scale }: Decimal): string {
  const text = abs(digits)
    .toString()
    .padStart(scale + 1, '0');
  const [whole, fraction] = [text.slice(0, text.length - scale), text.slice(text.length - scale)];
  return `${digits < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Returns both numbers as integers of one scale. */
function aligned(a: Decimal, b: Decimal): [left: bigint, right: bigint, scale: number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.digits * tenTo(scale - a.scale), b.digits * tenTo(scale - b.scale), scale];
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const [left, right, scale] = aligned(a, b);
  return bounded(left + right, scale);
}

export const negateDecimal = ({ digits, scale }: Decimal): Decimal => ({ digits: -digits, scale });

export const multiplyDecimals = (a: Decimal, b: Decimal): Decimal => bounded(a.digits * b.digits, a.scale + b.scale);

/** Returns a negative number, 0 or a positive number, as a sort expects. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const [left, right] = aligned(a, b);
  return left < right ? -1 : Number(left > right);
}

const floorDivision = (dividend: bigint, divisor: bigint): bigint => {
  const quotient = dividend / divisor;
  return quotient * divisor !== dividend && dividend < 0n !== divisor < 0n ? quotient - 1n : quotient;
};

/** Returns the quotient as an integer; halves are rounded away from zero. */
const nearestDivision = (dividend: bigint, divisor: bigint): bigint => {
  const quotient = (abs(dividend) * 2n + abs(divisor)) / (abs(divisor) * 2n);
  return dividend < 0n === divisor < 0n ? quotient : -quotient;
};

/** Divides to 20 digits after the point, or as many as the dividend has; halves away from zero. Throws RangeError for 0. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(QUOTIENT_SCALE, a.scale);
  return bounded(nearestDivision(a.digits * tenTo(scale + b.scale), b.digits * tenTo(a.scale)), scale);
}

/** Returns the remainder of a floored division, with the sign of the divisor as in Ruby. Throws RangeError for 0. */
export function remainderOfDecimals(a: Decimal, b: Decimal): Decimal {
  const [left, right, scale] = aligned(a, b);
  return bounded(left - right * floorDivision(left, right), scale);
}

/** Rounds to `places` after the point, or before it if negative; `nearest` rounds halves away from zero. */
export function roundDecimal(
  { digits, scale }: Decimal,
  places: number,
  mode: 'nearest' | 'floor' | 'ceil' = 'nearest',
): Decimal {
  if (places >= scale) return { digits, scale };
  const unit = tenTo(scale - places);
  const count =
    mode === 'nearest'
      ? nearestDivision(digits, unit)
      : mode === 'floor'
        ? floorDivision(digits, unit)
        : -floorDivision(-digits, unit);
  return places < 0 ? bounded(count * tenTo(-places), 0) : bounded(count, places);
}

/** Writes a number with exactly `places` digits after the point, halves away from zero. */
export function fixedDecimal(decimal: Decimal, places: number): string {
  const text = formatDecimal(roundDecimal(decimal, places));
  const [whole = '', fraction = ''] = text.split('.');
  return places === 0 ? whole : `${whole}.${fraction.padEnd(places, '0')}`;
}

/** Returns a number if a double has the same digits, else the digits as text. */
export function numberOrDigits(decimal: Decimal): number | string {
  const text = formatDecimal(decimal);
  const number = Number(text);
  return String(number) === text ? number : text;
}
