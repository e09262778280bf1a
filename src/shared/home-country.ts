import { COUNTRY_CODES } from './country-code';

/** What says in which country an account trades. */
export type TradingSettings = { timeZone: string; currency: string };

/** Merchants of this trade are Italian unless their settings say otherwise. */
const USUAL = 'IT';

/** As the engine has it; TypeScript's library does not know it yet. */
type ZonedLocale = Intl.Locale & { getTimeZones: () => string[] | undefined };

let countryByZone: Map<string, string> | undefined;

const canonicalZone = (zone: string): string =>
  new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;

/** Made at the first account outside Italy. */
function zonesOfCountries(): Map<string, string> {
  const countries = new Map<string, string>();
  for (const code of COUNTRY_CODES) {
    const locale = new Intl.Locale(`und-${code}`) as ZonedLocale;
    for (const zone of locale.getTimeZones() ?? []) {
      if (!countries.has(zone)) countries.set(zone, code);
    }
  }
  return countries;
}

/**
 * The country of a currency: the first two letters of an ISO 4217 code are the country's own code. The euro and
 * currencies of several countries (XOF) give letters that are no country's.
 */
export const currencyCountry = (currency: string): string | null => {
  const code = currency.slice(0, 2).toUpperCase();
  return COUNTRY_CODES.includes(code) ? code : null;
};

/** The country that an account trades in (ISO 3166-1 alpha-2): that of its time zone, else of its currency, else Italy. */
export function homeCountry({ timeZone, currency }: TradingSettings): string {
  if (timeZone === 'Europe/Rome') return 'IT';
  countryByZone ??= zonesOfCountries();
  return (
    countryByZone.get(timeZone) ?? countryByZone.get(canonicalZone(timeZone)) ?? currencyCountry(currency) ?? USUAL
  );
}
