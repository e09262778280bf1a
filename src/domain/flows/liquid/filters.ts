import { filters as standard } from 'liquidjs';
import { toE164 } from '../../../shared/phone';
import type { BoundedContext } from './budget';

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
  'json',
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

type Filter = (this: { context: BoundedContext }, value: unknown, ...args: unknown[]) => unknown;

/** `{{ order.total | money }}`: an amount as the account's locale writes it, `59,90 €`; another currency as argument. */
const money: Filter = function (value, currency) {
  const amount = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  if (!Number.isFinite(amount)) return '';
  const { env } = this.context;
  const code = typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) ? currency : env.currency;
  return new Intl.NumberFormat(env.locale, { style: 'currency', currency: code }).format(amount);
};

/** `{{ now | date: "%d/%m/%Y" }}`: an instant by the clock of the account's zone. */
const date: Filter = function (value, format) {
  const pattern = typeof format === 'string' ? format : '%d/%m/%Y %H:%M';
  return (standard.date as unknown as Filter).call(this, value, pattern, this.context.env.zone);
};

/** `{{ order.phone | phone }}`: E.164, reading a national number as Italian or as of the country given; else empty. */
const phone: Filter = (value, country) =>
  toE164(
    typeof value === 'string' || typeof value === 'number' ? `${value}` : '',
    typeof country === 'string' ? country : 'IT',
  ) ?? '';

export const FILTERS: Record<string, Filter> = {
  ...Object.fromEntries(ALLOWED.map((name) => [name, standard[name] as unknown as Filter])),
  money,
  date,
  phone,
};
