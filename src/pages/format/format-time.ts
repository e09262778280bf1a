import { LOCALES } from '../../shared/language';
import type { View } from '../view/view';

const formatters = new Map<string, Intl.DateTimeFormat>();
/** As many as there can be zones in two languages; a formatter made at each call costs 105 µs. */
const MAX_FORMATTERS = 1_000;

/** An instant (epoch ms) as people write it, in the account's zone. */
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
