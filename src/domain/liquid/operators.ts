import { type Context, defaultOperators, type Operators } from 'liquidjs';
import { compareDecimals, type Decimal, parseDecimal } from '../../shared/numbers/decimal';
import { BoundedContext, searchCost, sizeOf } from './budget';

const DECIMAL = /^-?\d{1,100}(\.\d{1,100})?$/;

function decimalOf(value: unknown): Decimal | null {
  if (typeof value === 'number') return parseDecimal(String(value));
  return typeof value === 'string' && DECIMAL.test(value) ? parseDecimal(value) : null;
}

/** Compares as a sort function does; NaN where two values have no order (null, a list, a word and a number). */
function compareValues(left: unknown, right: unknown): number {
  const [a, b] = [decimalOf(left), decimalOf(right)];
  if (a && b) return compareDecimals(a, b);
  if (typeof left !== 'string' || typeof right !== 'string') return Number.NaN;
  return left < right ? -1 : Number(left > right);
}

/** Compares a text and a number by value (`"59.90" == 59.9`). Two texts are never equal by value, as ids are texts too. */
function equalAsDecimals(left: unknown, right: unknown): boolean {
  if (typeof left === typeof right) return false;
  const [a, b] = [decimalOf(left), decimalOf(right)];
  return a !== null && b !== null && compareDecimals(a, b) === 0;
}

type Compare = (left: unknown, right: unknown, context: Context) => boolean | Generator<unknown, boolean, boolean>;

/** liquidjs's operator, charged for the size of its operands. */
function* charged(name: '==' | 'contains', left: unknown, right: unknown, context: Context) {
  if (context instanceof BoundedContext) context.budget.allocate(sizeOf(left) + sizeOf(right));
  return (yield (defaultOperators[name] as Compare)(left, right, context)) as boolean;
}

function* contains(left: unknown, right: unknown, context: Context): Generator<unknown, boolean, boolean> {
  if (context instanceof BoundedContext) context.budget.allocate(searchCost(left, right));
  return yield charged('contains', left, right, context);
}

function* equals(left: unknown, right: unknown, context: Context): Generator<unknown, boolean, boolean> {
  return equalAsDecimals(left, right) || (yield charged('==', left, right, context));
}

const ordered =
  (holds: (order: number) => boolean): Compare =>
  (left, right) =>
    holds(compareValues(left, right));

/**
 * The operators of conditions. Amounts are decimal strings, so decimal strings are ordered as numbers, also beside numbers.
 * Shopify's Liquid refuses to compare the two, and orders "100.00" before "59.90".
 */
export const OPERATORS: Operators = {
  ...defaultOperators,
  contains,
  '==': equals,
  '!=': function* (left: unknown, right: unknown, context: Context): Generator<unknown, boolean, boolean> {
    return !(yield equals(left, right, context));
  },
  '<': ordered((by) => by < 0),
  '<=': ordered((by) => by <= 0),
  '>': ordered((by) => by > 0),
  '>=': ordered((by) => by >= 0),
};
