import {
  addDecimals,
  compareDecimals,
  type Decimal,
  divideDecimals,
  multiplyDecimals,
  negateDecimal,
  numberOrDigits,
  parseDecimal,
  remainderOfDecimals,
  roundDecimal,
} from '../../shared/numbers/decimal';
import { readAmount } from '../../shared/numbers/read-amount';
import { FilterFailed } from './filter-failed';

/** Rounding to more places than a number has digits changes nothing. */
const MAX_PLACES = 100;
const ZERO: Decimal = { digits: 0n, scale: 0 };
const ONE: Decimal = { digits: 1n, scale: 0 };
const LOOKS_LIKE_AN_AMOUNT = /^[-+−]?\s*\d[\d.,'’\s]*$/;

/**
 * Reads a text or number for arithmetic. As in Shopify, a word or a missing value is 0. Digits with at most one point are a
 * plain decimal: `1.234` is a little over one, though `money` refuses it. Any other amount must be unambiguous: it fails
 * with `not_an_amount` if it can mean more than one number.
 */
function decimalOf(value: unknown): Decimal {
  if (value === true) return ONE;
  if (typeof value !== 'string' && typeof value !== 'number') return ZERO;
  const text = String(value).trim();
  const read = parseDecimal(text) ?? readAmount(text, 0);
  if (read) return read;
  if (!LOOKS_LIKE_AN_AMOUNT.test(text)) return ZERO;
  throw new FilterFailed('not_an_amount', `«${text.slice(0, 40)}» can mean more than one number`);
}

const larger = (a: Decimal, b: Decimal): Decimal => (compareDecimals(a, b) < 0 ? b : a);
const smaller = (a: Decimal, b: Decimal): Decimal => (compareDecimals(a, b) > 0 ? b : a);

function notZero(divisor: Decimal): Decimal {
  if (divisor.digits === 0n) throw new FilterFailed('division_by_zero', 'division by zero');
  return divisor;
}

/** Returns the places of `round`: a whole number, by default 0. */
const placesOf = (value: unknown): number =>
  Math.max(-MAX_PLACES, Math.min(MAX_PLACES, Number(roundDecimal(decimalOf(value), 0, 'floor').digits)));

type Arithmetic = (value: unknown, ...args: unknown[]) => number | string;

const unary =
  (compute: (value: Decimal) => Decimal): Arithmetic =>
  (value) =>
    numberOrDigits(compute(decimalOf(value)));
const binary =
  (compute: (value: Decimal, argument: Decimal) => Decimal): Arithmetic =>
  (value, argument) =>
    numberOrDigits(compute(decimalOf(value), decimalOf(argument)));

/** Returns the sum of a list's elements, each read as in arithmetic. */
export const sumOf = (values: unknown[]): number | string =>
  numberOrDigits(values.reduce<Decimal>((sum, value) => addDecimals(sum, decimalOf(value)), ZERO));

/** Liquid's arithmetic in exact decimals; a quotient that does not end has 20 digits after the point. */
export const ARITHMETIC: Record<string, Arithmetic> = {
  abs: unary((value) => (value.digits < 0n ? negateDecimal(value) : value)),
  ceil: unary((value) => roundDecimal(value, 0, 'ceil')),
  floor: unary((value) => roundDecimal(value, 0, 'floor')),
  round: (value, places) => numberOrDigits(roundDecimal(decimalOf(value), placesOf(places))),
  plus: binary(addDecimals),
  minus: binary((a, b) => addDecimals(a, negateDecimal(b))),
  times: binary(multiplyDecimals),
  modulo: binary((a, b) => remainderOfDecimals(a, notZero(b))),
  at_least: binary(larger),
  at_most: binary(smaller),
  /** `{{ 7 | divided_by: 2 }}` is 3.5 and `{{ 7 | divided_by: 2, true }}` is 3. */
  divided_by: (value, divisor, whole) => {
    const [dividend, by] = [decimalOf(value), notZero(decimalOf(divisor))];
    const left = decimalOf(whole).digits === 0n ? ZERO : remainderOfDecimals(dividend, by);
    return numberOrDigits(divideDecimals(addDecimals(dividend, negateDecimal(left)), by));
  },
};
