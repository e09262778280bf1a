import { formatMoney } from '../../../../shared/money';
import { LOCALES } from './language';
import type { View } from './view';

const formatters = new Map<string, Intl.NumberFormat>();
/** More than there are currencies in two languages; a formatter made at each call costs 30 µs. */
const MOST_FORMATTERS = 1_000;

/** Millionths of a currency (ISO 4217) as people write them, exact to six decimals: «0,0691 €». */
export function showMoney({ language }: Pick<View, 'language'>, millionths: bigint | number, currency: string): string {
  const name = `${language} ${currency}`;
  let formatter = formatters.get(name);
  if (!formatter) {
    if (formatters.size >= MOST_FORMATTERS) formatters.clear();
    formatter = new Intl.NumberFormat(LOCALES[language], { style: 'currency', currency, maximumFractionDigits: 6 });
    formatters.set(name, formatter);
  }
  return formatter.format(formatMoney(millionths, 0) as Intl.StringNumericLiteral);
}
