import { parseInstant } from '../../shared/time-zone';

const NUMBER = /^[+-]?\d{1,15}(\.\d{1,15})?$/;
/** The first second of 2100: a larger number is milliseconds, as JavaScript and Java count. */
const MAX_SECONDS = 4_102_444_800;

/**
 * Reads an instant as flows are given it: RFC 3339, without an offset as the zone's local time, or a number, also as text:
 * seconds since 1970, negative before it, or milliseconds where they can't be seconds before 2100.
 */
export function readInstant(given: string | number, zone: string): ReturnType<typeof parseInstant> {
  const text = String(given).trim();
  if (!NUMBER.test(text)) return parseInstant(text, zone);
  const count = Number(text);
  const ms = Math.round(Math.abs(count) > MAX_SECONDS ? count : count * 1_000);
  return Math.abs(ms) <= MAX_SECONDS * 1_000 ? { ok: true, ms } : { ok: false, code: 'invalid_instant' };
}
