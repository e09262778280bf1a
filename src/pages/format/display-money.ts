import { LOCALES } from '../../shared/language';
import { formatMoney, isCurrency } from '../../shared/money';
import type { View } from '../view/view';

const formatters = new Map<string, Intl.NumberFormat>();
/** More than the currencies in two languages. Creating a formatter costs 30 µs. */
const MAX_FORMATTERS = 1_000;

/** Formats millionths of a currency, exact to six decimals: "0,0691 €"; "1,00 USDC" for a code that is not in ISO 4217. */
export function displayMoney(
  { language }: Pick<View, 'language'>,
  millionths: bigint | number,
  currency: string,
): string {
  // Intl throws for a code of other than three letters.
  const isKnown = isCurrency(currency);
  const name = isKnown ? `${language} ${currency}` : language;
  let formatter = formatters.get(name);
  if (!formatter) {
    if (formatters.size >= MAX_FORMATTERS) formatters.clear();
    const style = isKnown ? { style: 'currency' as const, currency } : { minimumFractionDigits: 2 };
    formatter = new Intl.NumberFormat(LOCALES[language], { ...style, maximumFractionDigits: 6 });
    formatters.set(name, formatter);
  }
  const amount = formatter.format(formatMoney(millionths, 0) as Intl.StringNumericLiteral);
  return isKnown ? amount : `${amount}\u00a0${currency}`;
}
