import { boundedCache } from '../../shared/lazy/bounded-cache';
import { LOCALES } from '../../shared/text/language';
import type { View } from '../view/view';

/** More than the time zones in two languages. Creating a formatter costs 105 µs. */
const MAX_FORMATTERS = 1_000;
const formatters = boundedCache<string, Intl.DateTimeFormat>(MAX_FORMATTERS);

/** Formats an instant (epoch ms) in the account's time zone. */
export function formatTime(
  { language, account: { timeZone } }: Pick<View, 'language' | 'account'>,
  ms: number,
): string {
  const formatter = formatters.getOrCreate(
    `${language} ${timeZone}`,
    () => new Intl.DateTimeFormat(LOCALES[language], { timeZone, dateStyle: 'medium', timeStyle: 'medium' }),
  );
  return formatter.format(ms);
}
