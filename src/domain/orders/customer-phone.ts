import { countryCode } from '../../shared/phone/country-code';
import { accountCountry, currencyCountry, type TradingSettings } from '../../shared/phone/home-country';
import { readPhone } from '../../shared/phone/phone';

/** A phone number and the country of its address, or of the order's destination, as the order writes them. */
type PhoneCandidate = { phone: string | null; country: string | null };

/**
 * Returns the countries (ISO 3166-1 alpha-2) that an order's national phone numbers may belong to, the likeliest first: those
 * of its addresses, of its currency, and of the account.
 */
export const countriesOfOrder = (
  addresses: (string | null)[],
  { currency, account }: { currency: string | null; account: TradingSettings },
): string[] =>
  [
    ...addresses.map((country) => (country === null ? null : countryCode(country))),
    currency === null ? null : currencyCountry(currency),
    accountCountry(account),
  ].filter((code) => code !== null);

/**
 * Returns the first of several numbers that is valid, else the first that can be dialled, in E.164. A national number is read
 * as one of its own country, else of one of `countries`.
 */
export function customerPhone(candidates: PhoneCandidate[], countries: string[]): string | null {
  const read = candidates.flatMap(({ phone, country }) => {
    const own = country === null ? null : countryCode(country);
    return (phone === null ? null : readPhone(phone, own === null ? countries : [own, ...countries])) ?? [];
  });
  return (read.find(({ isValid }) => isValid) ?? read[0])?.e164 ?? null;
}
