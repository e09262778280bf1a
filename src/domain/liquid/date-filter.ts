import { boundedCache } from '../../shared/lazy/bounded-cache';
import { type LocalParts, localParts, offsetText } from '../../shared/time/time-zone';
import { type BoundedContext, BudgetExceeded } from './budget';
import { filterInstant } from './filter-instant';

const MAX_FORMAT_LENGTH = 200;
const MAX_LOCALES = 100;
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

type Names = Record<'A' | 'a' | 'B' | 'b', string[]>;
const namesByLocale = boundedCache<string, Names>(MAX_LOCALES);

/** Returns the names of months and weekdays, cached by locale: making a formatter costs 100 times a formatting. */
function namesOf(locale: string): Names {
  const known = namesByLocale.get(locale);
  if (known) return known;
  const list = (options: Intl.DateTimeFormatOptions, days: number[]) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
    return days.map((day) => format.format(Date.UTC(2023, 0, day)));
  };
  // 1 January 2023 was a Sunday; day 1 + 31 n of that year falls into month n, less three days after February.
  const week = [1, 2, 3, 4, 5, 6, 7];
  const months = Array.from({ length: 12 }, (_, month) => 1 + 31 * month - (month > 1 ? 3 : 0));
  const names = {
    A: list({ weekday: 'long' }, week),
    a: list({ weekday: 'short' }, week),
    B: list({ month: 'long' }, months),
    b: list({ month: 'short' }, months),
  };
  namesByLocale.set(locale, names);
  return names;
}

type Moment = LocalParts & { ms: number; offset: string; names: Names };
/** The directives of strftime, each with the width that Ruby gives it. */
const PARTS: Record<string, (at: Moment) => [value: string | number, width?: number, pad?: string]> = {
  Y: (at) => [at.year, 4],
  y: (at) => [at.year % 100, 2],
  m: (at) => [at.month, 2],
  d: (at) => [at.day, 2],
  e: (at) => [at.day, 2, ' '],
  H: (at) => [at.hour, 2],
  k: (at) => [at.hour, 2, ' '],
  I: (at) => [at.hour % 12 || 12, 2],
  l: (at) => [at.hour % 12 || 12, 2, ' '],
  M: (at) => [at.minute, 2],
  S: (at) => [at.second, 2],
  p: (at) => [at.hour < 12 ? 'AM' : 'PM'],
  P: (at) => [at.hour < 12 ? 'am' : 'pm'],
  A: (at) => [at.names.A[WEEKDAYS.indexOf(at.weekday)] ?? ''],
  a: (at) => [at.names.a[WEEKDAYS.indexOf(at.weekday)] ?? ''],
  B: (at) => [at.names.B[at.month - 1] ?? ''],
  b: (at) => [at.names.b[at.month - 1] ?? ''],
  u: (at) => [WEEKDAYS.indexOf(at.weekday) || 7],
  w: (at) => [WEEKDAYS.indexOf(at.weekday)],
  s: (at) => [Math.floor(at.ms / 1_000)],
  z: (at) => [at.offset.replace(':', '')],
  ':z': (at) => [at.offset],
  '%': () => ['%'],
};
const SHORTHANDS: Record<string, string> = { F: '%Y-%m-%d', D: '%m/%d/%y', T: '%H:%M:%S', R: '%H:%M' };

/**
 * `{{ now | date: "%d %B" }}`: formats an RFC 3339 text or epoch seconds in the account's time zone and language. Returns
 * anything else as it is, as Shopify does. The flags `-`, `_`, `0` and `^` are Ruby's.
 */
export function date(this: { context: BoundedContext }, value: unknown, format: unknown): unknown {
  const { context } = this;
  const ms = filterInstant(value, context);
  if (ms === null) return value;
  const pattern = typeof format === 'string' ? format : '%d/%m/%Y %H:%M';
  if (pattern.length > MAX_FORMAT_LENGTH)
    throw new BudgetExceeded(`a date format may have at most ${MAX_FORMAT_LENGTH} characters`);
  context.budget.allocate(pattern.length);
  const { zone, locale } = context.env;
  const at = { ...localParts(ms, zone), ms, offset: offsetText(ms, zone), names: namesOf(locale) };
  return pattern
    .replace(/%([FDTR])/g, (_, letter: string) => SHORTHANDS[letter] ?? '')
    .replace(/%([-_0^]?)(:z|[A-Za-z%])/g, (directive, flag: string, letter: string) => {
      const part = PARTS[letter]?.(at);
      if (!part) return directive;
      const [text, width = 0, pad = '0'] = [String(part[0]), part[1], part[2]];
      if (flag === '^') return text.toUpperCase();
      return flag === '-' ? text : text.padStart(width, flag === '_' ? ' ' : flag === '0' ? '0' : pad);
    });
}
