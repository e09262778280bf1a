import { boundedCache } from '../../shared/lazy/bounded-cache';
import { formatDecimal, parseDecimal } from '../../shared/numbers/decimal';
import { currencyDecimals, isCurrency } from '../../shared/numbers/money';
import { readAmount } from '../../shared/numbers/read-amount';
import type { BoundedContext } from './budget';
import { FilterFailed } from './filter-failed';
import type { NamedCurrency } from './trace-currency';

const MAX_FORMATS = 500;
const formats = boundedCache<string, Intl.NumberFormat>(MAX_FORMATS);
/** A currency outside ISO 4217 as a shop may write it: `USDC`, `€`, `punti`. */
const DISPLAYABLE_CODE = /^[\p{L}\p{N}\p{Sc}]{1,10}$/u;
const DEFAULT_DECIMALS = 2;

/** Returns a cached formatter: making one costs 100 times a formatting. */
function formatOf(locale: string, currency: string | null): Intl.NumberFormat {
  return formats.getOrCreate(`${locale} ${currency ?? ''}`, () => {
    const digits = { minimumFractionDigits: DEFAULT_DECIMALS, maximumFractionDigits: DEFAULT_DECIMALS };
    return new Intl.NumberFormat(locale, currency === null ? digits : { style: 'currency', currency });
  });
}

const currencyOf = (value: unknown): NamedCurrency =>
  typeof value === 'string' && DISPLAYABLE_CODE.test(value.trim()) ? value.trim() : null;

/**
 * `{{ order.total | money }}`: formats an amount in the account's locale (`59,90 €`). The currency is the argument, or else
 * that of the object from which the amount was read, or else the account's. An unknown code is shown beside the amount; an
 * argument or object without a code gives the amount alone. Fails with `not_an_amount` for anything but an amount.
 */
export function money(this: { context: BoundedContext }, value: unknown, ...args: unknown[]): string {
  const { env, currency } = this.context;
  const named = currency.current();
  const code = args.length > 0 ? currencyOf(args[0]) : named === undefined ? env.currency : currencyOf(named);
  const known = code !== null && isCurrency(code.toUpperCase()) ? code.toUpperCase() : null;
  const decimals = known === null ? DEFAULT_DECIMALS : currencyDecimals(known);
  const amount =
    typeof value === 'number'
      ? parseDecimal(String(value))
      : typeof value === 'string'
        ? readAmount(value, decimals)
        : null;
  if (!amount) {
    const given = typeof value === 'string' && value.trim() !== '' ? `«${value.slice(0, 40)}»` : 'nothing';
    throw new FilterFailed('not_an_amount', `money cannot read ${given} as one amount`);
  }
  // Intl formats a text with any number of digits; TypeScript's type allows only those of a number.
  const text = formatOf(env.locale, known).format(formatDecimal(amount) as `${number}`);
  return code === null || known !== null ? text : `${text}\u00a0${code}`;
}
