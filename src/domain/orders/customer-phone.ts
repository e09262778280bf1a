import { countryCode } from '../../shared/country-code';
import { currencyCountry, homeCountry, type TradingSettings } from '../../shared/home-country';
import { readPhone } from '../../shared/phone';

/** A number and the country of the address that it stands in, or that its order goes to, as the order names it. */
type PhoneCandidate = { phone: string | null; country: string | null };

/**
 * The countries (ISO 3166-1 alpha-2) as of which an order's numbers are read, the likeliest first: of its addresses, of the
 * shop, whose currency it is in, and of the account.
 */
export const countriesOfOrder = (
  addresses: (string | null)[],
  { currency, account }: { currency: string | null; account: TradingSettings },
): string[] =>
  [
    ...addresses.map((country) => (country === null ? null : countryCode(country))),
    currency === null ? null : currencyCountry(currency),
    homeCountry(account),
  ].filter((code) => code !== null);

/**
 * Returns, in E.164, the first of several numbers that is valid, else the first that can be dialled. Each is read as of its
 * own country where it names none, and as of `countries` where it is not valid there.
 */
export function customerPhone(candidates: PhoneCandidate[], countries: string[]): string | null {
  const read = candidates.flatMap(({ phone, country }) => {
    const own = country === null ? null : countryCode(country);
    return (phone === null ? null : readPhone(phone, own === null ? countries : [own, ...countries])) ?? [];
  });
  return (read.find(({ isValid }) => isValid) ?? read[0])?.e164 ?? null;
}
