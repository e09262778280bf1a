import { LOCALES } from '../../shared/language';
import type { View } from '../view/view';

const formatters = new Map<string, Intl.DateTimeFormat>();
/** More than the time zones in two languages. Creating a formatter costs 105 µs. */
const MAX_FORMATTERS = 1_000;

/** Formats an instant (epoch ms) in the account's time zone. */
export function formatTime(
  { language, account: { timeZone } }: Pick<View, 'language' | 'account'>,
  ms: number,
): string {
  const name = `${language} ${timeZone}`;
  let formatter = formatters.get(name);
  if (!formatter) {
    if (formatters.size >= MAX_FORMATTERS) formatters.clear();
    formatter = new Intl.DateTimeFormat(LOCALES[language], {
      timeZone,
      dateStyle: 'medium',
      timeStyle: 'medium',
    });
    formatters.set(name, formatter);
  }
  return formatter.format(ms);
}
