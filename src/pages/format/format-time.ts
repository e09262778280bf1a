import { boundedCache } from '../../shared/bounded-cache';
import { LOCALES } from '../../shared/language';
import type { View } from '../view/view';

/** As many as there can be zones in two languages; a formatter made at each call costs 105 µs. */
const MAX_FORMATTERS = 1_000;
const formatters = boundedCache<string, Intl.DateTimeFormat>(MAX_FORMATTERS);

/** An instant (epoch ms) as people write it, in the account's zone. */
export function formatTime(
  { language, account: { timeZone } }: Pick<View, 'language' | 'account'>,
  ms: number,
): string {
  const formatter = formatters.getOrMake(
    `${language} ${timeZone}`,
    () => new Intl.DateTimeFormat(LOCALES[language], { timeZone, dateStyle: 'medium', timeStyle: 'medium' }),
  );
  return formatter.format(ms);
}
