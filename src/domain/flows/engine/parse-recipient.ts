import { toE164 } from '../../../shared/phone/phone';

/** Meta's business-scoped user id, for customers who hide their phone number. The first part is not always a country code. */
const USER_ID = /^[A-Za-z]{2,10}\.[A-Za-z0-9.]{1,128}$/;

/**
 * Reads a rendered `to`: returns a user id as it is, a phone number as E.164, or null for anything else. A national number
 * belongs to the first of `countries` in which it is valid.
 */
export function parseRecipient(rendered: string, countries: string[]): string | null {
  const text = rendered.trim();
  return USER_ID.test(text) ? text : toE164(text, countries);
}
