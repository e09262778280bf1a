import { toE164 } from '../../../shared/phone';

/** A business-scoped user id, which Meta gives customers who show no phone number; observed with other first parts too. */
const USER_ID = /^[A-Za-z]{2,10}\.[A-Za-z0-9.]{1,128}$/;

/**
 * To whom a message goes, of a rendered `to`: a user id, or a phone number as E.164; null for anything else. A national
 * number is read as of the first of `countries` in which it is valid.
 */
export function parseRecipient(rendered: string, countries: string[]): string | null {
  const text = rendered.trim();
  return USER_ID.test(text) ? text : toE164(text, countries);
}
