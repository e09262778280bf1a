import { boundedCache } from './bounded-cache';
import { COUNTRY_CODES } from './country-code';

/** What says in which country an account trades. */
export type TradingSettings = { timeZone: string; currency: string };

/** Merchants of this trade are Italian unless their settings say otherwise. */
const DEFAULT_COUNTRY = 'IT';

/** As the engine has it; TypeScript's library does not know it yet. */
type ZonedLocale = Intl.Locale & { getTimeZones: () => string[] | undefined };

/** More than there are zones, under all of their names. */
const MAX_ZONES = 1_000;

let countryByZone: Map<string, string> | undefined;
/** Null where the zone is no country's. */
const countryCache = boundedCache<string, string | null>(MAX_ZONES);

const canonicalZone = (zone: string): string =>
  new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;

/** Made at the first account outside Italy. */
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
 * The country of a currency: the first two letters of an ISO 4217 code are the country's own code. The euro and
 * currencies of several countries (XOF) give letters that are no country's; a longer code (USDC) is no country's either.
 */
export const currencyCountry = (currency: string): string | null => {
  const code = currency.slice(0, 2).toUpperCase();
  return currency.length === 3 && COUNTRY_CODES.includes(code) ? code : null;
};

/** The country of a time zone; each is looked up once, as to make a format costs more than all the rest of a reading. */
function zoneCountry(zone: string): string | null {
  return countryCache.getOrMake(zone, () => {
    countryByZone ??= buildCountryByZone();
    return countryByZone.get(zone) ?? countryByZone.get(canonicalZone(zone)) ?? null;
  });
}

/** The country that an account trades in (ISO 3166-1 alpha-2): that of its time zone, else of its currency, else Italy. */
export const homeCountry = ({ timeZone, currency }: TradingSettings): string =>
  timeZone === 'Europe/Rome' ? 'IT' : (zoneCountry(timeZone) ?? currencyCountry(currency) ?? DEFAULT_COUNTRY);
