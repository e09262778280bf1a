import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

const PHONE = /^(?:\+|00)?[\d\s().\-/]{4,30}$/;

/**
 * Normalises a phone number to E.164, reading one without a country code as `defaultCountry`'s (ISO 3166); null for
 * what can't be dialled.
 */
export function toE164(text: string, defaultCountry?: string): string | null {
  const trimmed = text.trim();
  if (!PHONE.test(trimmed)) return null;
  const country = defaultCountry !== undefined && isSupportedCountry(defaultCountry) ? defaultCountry : undefined;
  const number = parsePhoneNumberFromString(trimmed.replace(/^00/, '+'), country);
  return number?.isPossible() ? number.number : null;
}

const EMAIL = /^\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*$/;

/**
 * A customer's key as the merchant gives it: an e-mail address, which is the same in capitals, becomes lower case; what
 * starts with `+` or `00` is a phone number and becomes E.164, or null if it is none; anything else stays as it is.
 */
export function normaliseUserKey(userKey: string): string | null {
  if (EMAIL.test(userKey)) return userKey.trim().toLowerCase();
  return /^\s*(\+|00)/.test(userKey) ? toE164(userKey) : userKey;
}
