import type { View } from './view';

const formatters = new Map<string, Intl.NumberFormat>();
/** More than there are currencies in two languages; a formatter made at each call costs 30 µs. */
const MOST = 1_000;

/** A decimal string of a currency (ISO 4217) as people write it, exact to six decimals: «0,0691 €». */
export function formatAmount({ language }: Pick<View, 'language'>, decimal: string, currency: string): string {
  const name = `${language} ${currency}`;
  let formatter = formatters.get(name);
  if (!formatter) {
    if (formatters.size >= MOST) formatters.clear();
    const locale = language === 'it' ? 'it-IT' : 'en-GB';
    formatter = new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 6 });
    formatters.set(name, formatter);
  }
  return formatter.format(decimal as Intl.StringNumericLiteral);
}
