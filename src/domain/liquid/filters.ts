import { filters as standard, toValueSync } from 'liquidjs';
import { countryCode } from '../../shared/phone/country-code';
import { accountCountry } from '../../shared/phone/home-country';
import { toE164 } from '../../shared/phone/phone';
import { ARITHMETIC, sumOf } from './arithmetic';
import { type BoundedContext, searchCost } from './budget';
import { date } from './date-filter';
import { money } from './money-filter';
import { workingDaysBefore } from './working-days-filter';

/** The filters of liquidjs that flows have: none that takes a pattern, an expression or a file. */
const ALLOWED = [
  'append',
  'capitalize',
  'compact',
  'concat',
  'default',
  'downcase',
  'escape',
  'first',
  'join',
  'last',
  'lstrip',
  'map',
  'newline_to_br',
  'prepend',
  'remove',
  'remove_first',
  'replace',
  'replace_first',
  'reverse',
  'rstrip',
  'size',
  'slice',
  'sort',
  'split',
  'strip',
  'strip_newlines',
  'truncate',
  'truncatewords',
  'uniq',
  'upcase',
  'url_encode',
  'where',
] as const;

const SEARCHING = ['remove', 'remove_first', 'replace', 'replace_first', 'split'];

type Filter = (this: { context: BoundedContext }, value: unknown, ...args: unknown[]) => unknown;

/** Returns the sum of a list's elements, or of a member of each. */
const sum: Filter = function (list, member) {
  const elements = member === undefined ? [list].flat() : (standard.map as unknown as Filter).call(this, list, member);
  return sumOf(toValueSync(elements as never));
};

/** `{{ order.phone | phone }}`: a number as E.164, else ''. A national one is of the given country, or else the account's. */
const phone: Filter = function (value, country) {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const { zone: timeZone, currency } = this.context.env;
  const given = typeof country === 'string' ? countryCode(country) : null;
  const home = accountCountry({ timeZone, currency });
  return toE164(text, given === null ? [home] : [given, home]) ?? '';
};

/** Replaces liquidjs's own `json`, which does not count the names of members. */
const json: Filter = function (value) {
  return this.context.toJson(value ?? null);
};

/** Charges arithmetic for the digits of its result. */
const counted = (compute: (...values: unknown[]) => number | string): Filter =>
  function (...values) {
    const result = compute(...values);
    this.context.budget.allocate(String(result).length);
    return result;
  };

/** Charges a filter for its input and limits its output. */
const bounded = (name: string, filter: Filter): Filter =>
  function (value, ...args) {
    this.context.chargeInput(value);
    if (SEARCHING.includes(name)) this.context.budget.allocate(searchCost(value, args[0]));
    for (const arg of args) this.context.chargeInput(arg);
    const result = filter.call(this, value, ...args);
    this.context.checkOutput(result);
    return result;
  };

const unbounded: Record<string, Filter> = {
  ...Object.fromEntries(ALLOWED.map((name) => [name, standard[name] as unknown as Filter])),
  ...Object.fromEntries(Object.entries(ARITHMETIC).map(([name, filter]) => [name, counted(filter)])),
  sum,
  json,
  money,
  date,
  phone,
  working_days_before: workingDaysBefore,
};
export const FILTERS = Object.fromEntries(
  Object.entries(unbounded).map(([name, filter]) => [name, bounded(name, filter)]),
);
