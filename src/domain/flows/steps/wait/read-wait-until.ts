import { readInstant } from '../../../liquid/read-instant';

const NUMBER = /^[+-]?[\d.]+$/;
/** 9 September 2001, when seconds since 1970 have ten digits, and milliseconds thirteen. */
const EARLIEST_OF_NUMBERS_MS = 1_000_000_000_000;

/**
 * Reads until when a `wait` lasts, as `readInstant` does, but that a number before September 2001 is no instant: it is a
 * date in digits (`20261224`), a year or an amount, and as an instant would end the wait at once.
 */
export function readWaitUntil(text: string, zone: string): ReturnType<typeof readInstant> {
  const instant = readInstant(text, zone);
  const isTooEarly = instant.ok && instant.ms < EARLIEST_OF_NUMBERS_MS && NUMBER.test(text.trim());
  return isTooEarly ? { ok: false, code: 'invalid_instant' } : instant;
}
