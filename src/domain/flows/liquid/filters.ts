import { filters as standard } from 'liquidjs';
import { isCurrency } from '../../../shared/money';
import { toE164 } from '../../../shared/phone';
import { type BoundedContext, searchCost } from './budget';
import { date } from './date-filter';

/** liquidjs's filters that a flow has use for; none takes a pattern, an expression or a file. */
const ALLOWED = [
  'abs',
  'append',
  'at_least',
  'at_most',
  'capitalize',
  'ceil',
  'compact',
  'concat',
  'default',
  'divided_by',
  'downcase',
  'escape',
  'first',
  'floor',
  'join',
  'last',
  'lstrip',
  'map',
  'minus',
  'modulo',
  'newline_to_br',
  'plus',
  'prepend',
  'remove',
  'remove_first',
  'replace',
  'replace_first',
  'reverse',
  'round',
  'rstrip',
  'size',
  'slice',
  'sort',
  'split',
  'strip',
  'strip_newlines',
  'sum',
  'times',
  'truncate',
  'truncatewords',
  'uniq',
  'upcase',
  'url_encode',
  'where',
] as const;

const SEARCHING = ['remove', 'remove_first', 'replace', 'replace_first', 'split'];

type Filter = (this: { context: BoundedContext }, value: unknown, ...args: unknown[]) => unknown;

const MOST_FORMATS = 500;
const formats = new Map<string, Intl.NumberFormat>();

/** A formatter costs 100 times a formatting. */
function formatOf(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { style: 'currency', currency });
    if (formats.size >= MOST_FORMATS) formats.clear();
    formats.set(key, format);
  }
  return format;
}

/** `{{ order.total | money }}`: an amount as the account's locale writes it, `59,90 €`; another currency as argument. */
const money: Filter = function (value, currency) {
  const amount = typeof value === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(value.trim()) ? Number(value) : value;
  if (typeof amount !== 'number' || !Number.isFinite(amount)) return '';
  const { env } = this.context;
  const code = typeof currency === 'string' && isCurrency(currency) ? currency : env.currency;
  return formatOf(env.locale, code).format(amount);
};

/** `{{ order.phone | phone }}`: E.164, reading a national number as Italian or as of the country given; else empty. */
const phone: Filter = (value, country) =>
  toE164(
    typeof value === 'string' || typeof value === 'number' ? String(value) : '',
    typeof country === 'string' ? country : 'IT',
  ) ?? '';

/** liquidjs's own leaves the members' names uncounted. */
const json: Filter = function (value) {
  return this.context.toJson(value ?? null);
};

/** A filter that is charged for what it takes and refused for what it makes. */
const bounded = (name: string, filter: Filter): Filter =>
  function (value, ...args) {
    this.context.admit(value);
    if (SEARCHING.includes(name)) this.context.budget.allocate(searchCost(value, args[0]));
    for (const arg of args) this.context.admit(arg);
    const made = filter.call(this, value, ...args);
    this.context.refuse(made);
    return made;
  };

const unbounded: Record<string, Filter> = {
  ...Object.fromEntries(ALLOWED.map((name) => [name, standard[name] as unknown as Filter])),
  json,
  money,
  date,
  phone,
};
export const FILTERS = Object.fromEntries(
  Object.entries(unbounded).map(([name, filter]) => [name, bounded(name, filter)]),
);
