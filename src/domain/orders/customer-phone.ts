import { toE164 } from '../../shared/phone';

/** The first of several numbers that can be dialled, in E.164, each read as of its own country where it names none. */
export function customerPhone(candidates: { phone: string | null; country: string | null }[]): string | null {
  for (const { phone, country } of candidates) {
    const e164 = phone === null ? null : toE164(phone, countryCode(country));
    if (e164 !== null) return e164;
  }
  return null;
}

/** ISO 3166 where a country is given as such; merchants of this trade are Italian unless they say otherwise. */
const countryCode = (country: string | null): string =>
  country !== null && /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : 'IT';
