import { boundedCache } from '../lazy/bounded-cache';
import { COUNTRY_CODES } from './country-code';

/** The settings that determine the country in which an account trades. */
export type TradingSettings = { timeZone: string; currency: string };

/** Most merchants are Italian. */
const DEFAULT_COUNTRY = 'IT';

/** TypeScript's library does not have this yet. */
type ZonedLocale = Intl.Locale & { getTimeZones: () => string[] | undefined };

/** More than the number of zone names, aliases included. */
const MAX_ZONES = 1_000;

let countryByZone: Map<string, string> | undefined;
/** Null for a zone without a country. */
const countryCache = boundedCache<string, string | null>(MAX_ZONES);

const canonicalZone = (zone: string): string =>
  new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;

/** Builds the map from zone to country. Lazy: only accounts outside Europe/Rome need it. */
function buildCountryByZone(): Map<string, string> {
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
 * Returns the country of a currency: the first two letters of an ISO 4217 code. Null for the euro, for a currency of several
 * countries (XOF) and for a longer code (USDC).
 */
export const currencyCountry = (currency: string): string | null => {
  const code = currency.slice(0, 2).toUpperCase();
  return currency.length === 3 && COUNTRY_CODES.includes(code) ? code : null;
};

/** Returns the country of a time zone. Cached, because creating a formatter is expensive. */
function zoneCountry(zone: string): string | null {
  return countryCache.getOrCreate(zone, () => {
    countryByZone ??= buildCountryByZone();
    return countryByZone.get(zone) ?? countryByZone.get(canonicalZone(zone)) ?? null;
  });
}

/** Returns the country of an account (ISO 3166-1 alpha-2): that of its time zone, else of its currency, else Italy. */
export const accountCountry = ({ timeZone, currency }: TradingSettings): string =>
  timeZone === 'Europe/Rome' ? 'IT' : (zoneCountry(timeZone) ?? currencyCountry(currency) ?? DEFAULT_COUNTRY);
