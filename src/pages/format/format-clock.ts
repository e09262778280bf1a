import { boundedCache } from '../../shared/lazy/bounded-cache';
import { LOCALES } from '../../shared/text/language';
import type { View } from '../view/view';

type Place = Pick<View, 'language' | 'account'>;

/** More than the time zones in two languages, each for a time of day and a day. */
const MAX_FORMATTERS = 1_000;
const formatters = boundedCache<string, Intl.DateTimeFormat>(MAX_FORMATTERS);

const formatterFor = ({ language, account: { timeZone } }: Place, kind: string, options: Intl.DateTimeFormatOptions) =>
  formatters.getOrCreate(
    `${kind} ${language} ${timeZone}`,
    () => new Intl.DateTimeFormat(LOCALES[language], { timeZone, ...options }),
  );

/** Formats the time of day of an instant (epoch ms) in the account's time zone: "14:05". */
export const formatClock = (view: Place, ms: number): string =>
  formatterFor(view, 'clock', { timeStyle: 'short' }).format(ms);

/** Formats the day of an instant: "lunedì 30 novembre 2026". */
export const formatDay = (view: Place, ms: number): string =>
  formatterFor(view, 'day', { dateStyle: 'full' }).format(ms);

/** Formats the day and the time of day of an instant, short: "30 nov, 14:05". */
export const formatShortTime = (view: Place, ms: number): string =>
  formatterFor(view, 'short', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(ms);

/** Formats the day and the time of day of an instant: "30 nov 2026, 14:05". */
export const formatMinute = (view: Place, ms: number): string =>
  formatterFor(view, 'minute', { dateStyle: 'medium', timeStyle: 'short' }).format(ms);
