import { readInstant } from '../../../liquid/read-instant';

const NUMBER = /^[+-]?[\d.]+$/;
/** 9 September 2001: from then on a Unix time has ten digits in seconds and thirteen in milliseconds. */
const EARLIEST_OF_NUMBERS_MS = 1_000_000_000_000;

/**
 * Reads the end of a `wait` as `readInstant` does, but rejects a number before September 2001. Such a number is a date in
 * digits (`20261224`), a year or an amount, and would end the wait at once.
 */
export function readWaitUntil(text: string, zone: string): ReturnType<typeof readInstant> {
  const instant = readInstant(text, zone);
  const isTooEarly = instant.ok && instant.ms < EARLIEST_OF_NUMBERS_MS && NUMBER.test(text.trim());
  return isTooEarly ? { ok: false, code: 'invalid_instant' } : instant;
}
