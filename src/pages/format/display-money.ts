import { boundedCache } from '../../shared/lazy/bounded-cache';
import { formatMoney, isCurrency } from '../../shared/numbers/money';
import { LOCALES } from '../../shared/text/language';
import type { View } from '../view/view';

/** More than the currencies in two languages. Creating a formatter costs 30 µs. */
const MAX_FORMATTERS = 1_000;
const formatters = boundedCache<string, Intl.NumberFormat>(MAX_FORMATTERS);

/** Formats millionths of a currency, exact to six decimals: "0,0691 €"; "1,00 USDC" for a code that is not in ISO 4217. */
export function displayMoney(
  { language }: Pick<View, 'language'>,
  millionths: bigint | number,
  currency: string,
): string {
  // Intl throws for a code of other than three letters.
  const isKnown = isCurrency(currency);
  const formatter = formatters.getOrCreate(isKnown ? `${language} ${currency}` : language, () => {
    const style = isKnown ? { style: 'currency' as const, currency } : { minimumFractionDigits: 2 };
    return new Intl.NumberFormat(LOCALES[language], { ...style, maximumFractionDigits: 6 });
  });
  const amount = formatter.format(formatMoney(millionths, 0) as Intl.StringNumericLiteral);
  return isKnown ? amount : `${amount}\u00a0${currency}`;
}
