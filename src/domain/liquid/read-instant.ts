import { parseInstant } from '../../shared/time/time-zone';

const NUMBER = /^[+-]?\d{1,15}(\.\d{1,15})?$/;
/** The first second of 2100: a larger number is in milliseconds. */
const MAX_SECONDS = 4_102_444_800;

/**
 * Reads an instant: RFC 3339, which without an offset is local time of the zone, or a number or its text, which is a Unix
 * time in seconds, or in milliseconds where seconds would be after 2099.
 */
export function readInstant(given: string | number, zone: string): ReturnType<typeof parseInstant> {
  const text = String(given).trim();
  if (!NUMBER.test(text)) return parseInstant(text, zone);
  const count = Number(text);
  const ms = Math.round(Math.abs(count) > MAX_SECONDS ? count : count * 1_000);
  return Math.abs(ms) <= MAX_SECONDS * 1_000 ? { ok: true, ms } : { ok: false, code: 'invalid_instant' };
}
