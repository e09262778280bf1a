import { type BoundedCache, boundedCache } from '../lazy/bounded-cache';

const MINUTE_MS = 60_000;
/** Zone offsets are multiples of a quarter hour, so every day begins at the start of one. */
export const QUARTER_HOUR_MS = 15 * MINUTE_MS;
const DAY_MS = 86_400_000;
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** `text` is the offset in RFC 3339. */
type Offset = { ms: number; text: string };
type Zone = { format: Intl.DateTimeFormat; offsets: BoundedCache<number, Offset> };
export type LocalParts = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  weekday: (typeof WEEKDAYS)[number];
};
type LocalTime = Pick<LocalParts, 'year' | 'month' | 'day' | 'hour' | 'minute'>;

/** More than the number of zone names, aliases included. */
const MAX_CACHED_ZONES = 1_000;
const zones = boundedCache<string, Zone>(MAX_CACHED_ZONES);
const MAX_CACHED_OFFSETS = 5_000;

/** Creating a formatter costs 100 times as much as using it, so each zone's is cached. */
const zoneOf = (name: string): Zone =>
  zones.getOrCreate(name, () => {
    const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'iso8601',
      hourCycle: 'h23',
      ...numeric,
      second: 'numeric',
    });
    return { format, offsets: boundedCache(MAX_CACHED_OFFSETS) };
  });

/** Returns whether a text is the name of an IANA zone; an offset such as `+01:00` is not. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{0,59}$/.test(name)) return false;
  try {
    zoneOf(name);
    return true;
  } catch {
    return false;
  }
}

const padTwo = (value: number): string => String(value).padStart(2, '0');

function toOffset(ms: number): Offset {
  const minutes = Math.abs(ms) / MINUTE_MS;
  return { ms, text: `${ms < 0 ? '-' : '+'}${padTwo(Math.floor(minutes / 60))}:${padTwo(minutes % 60)}` };
}

/** Returns the offset of a zone at an instant, rounded to the minute. Offsets change only at quarter hours. */
function zoneOffset(ms: number, name: string): Offset {
  const { format, offsets } = zoneOf(name);
  const quarter = Math.floor(ms / QUARTER_HOUR_MS);
  const known = offsets.get(quarter);
  if (known !== undefined) return known;
  const at = quarter * QUARTER_HOUR_MS;
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const shift = Date.UTC(year, month - 1, day, hour, minute, second) - at;
  const offset = toOffset(Math.round(shift / MINUTE_MS) * MINUTE_MS);
  offsets.set(quarter, offset);
  return offset;
}

const offsetAt = (ms: number, name: string): number => zoneOffset(ms, name).ms;

/** Formats an instant in RFC 3339 with milliseconds and the zone's offset. */
export function formatInstant(ms: number, zone: string): string {
  const offset = zoneOffset(ms, zone);
  return new Date(ms + offset.ms).toISOString().slice(0, -1) + offset.text;
}

/** Returns the offset of a zone at an instant in RFC 3339, `+02:00`. */
export const offsetText = (ms: number, zone: string): string => zoneOffset(ms, zone).text;

/** Returns the local date and time of an instant (epoch ms) in a zone; months count from 1. */
export function localParts(ms: number, zone: string): LocalParts {
  const local = new Date(ms + offsetAt(ms, zone));
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    weekday: WEEKDAYS[local.getUTCDay()] as LocalParts['weekday'],
  };
}

/** Returns the instants at which a local clock shows `wall` (a local time in UTC ms): none, one or two, earliest first. */
function instantsOf(wall: number, zone: string): number[] {
  const offsets = new Set([offsetAt(wall - DAY_MS, zone), offsetAt(wall + DAY_MS, zone), offsetAt(wall, zone)]);
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((ms) => ms + offsetAt(ms, zone) === wall)
    .sort((a, b) => a - b);
}

/** Returns the instant at which the clock jumps over `wall` when daylight saving time begins. */
function afterGap(wall: number, zone: string): number {
  let [before, after] = [wall - offsetAt(wall - DAY_MS, zone) - DAY_MS, wall - offsetAt(wall + DAY_MS, zone) + DAY_MS];
  const offset = offsetAt(before, zone);
  while (after - before > MINUTE_MS) {
    const middle = Math.floor((before + after) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offsetAt(middle, zone) === offset) before = middle;
    else after = middle;
  }
  return after;
}

/** Returns the instant of a local time: the first if it occurs twice, the end of the gap if it is skipped. */
export function instantOfLocal({ year, month, day, hour, minute }: LocalTime, zone: string): number {
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  return instantsOf(wall, zone)[0] ?? afterGap(wall, zone);
}

/** Returns the last minute, 23:59, of the local day of an instant. */
export function lastMinuteOfDay(ms: number, zone: string): number {
  const { year, month, day } = localParts(ms, zone);
  return instantOfLocal({ year, month, day, hour: 23, minute: 59 }, zone);
}

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d\d:?\d\d)?)?$/;

function parseOffset(text: string): number | null {
  if (/^z$/i.test(text)) return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(-2))];
  const total = hours * 60 + minutes;
  return minutes > 59 || total > 18 * 60 ? null : (text.startsWith('-') ? -total : total) * MINUTE_MS;
}

/**
 * Parses an instant of the years 1970–2100. Without `Z` or an offset it is local time in the zone: the first instant if the
 * hour occurs twice, an error if it is skipped. A date means its first instant in the zone.
 */
export function parseInstant(
  text: string,
  zone: string,
):
  | { ok: true; ms: number }
  | { ok: false; code: 'invalid_instant' }
  /** `after`: the end of the gap. */
  | { ok: false; code: 'skipped_hour'; after: number } {
  const invalid = { ok: false, code: 'invalid_instant' } as const;
  const match = INSTANT.exec(text);
  if (!match) return invalid;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offsetText] = match;
  const millis = Number(fraction.padEnd(3, '0').slice(0, 3));
  const wall = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    millis,
  );
  const given = `${year}-${month}-${day}T${padTwo(Number(hour))}:${padTwo(Number(minute))}:${padTwo(Number(second))}`;
  // Date.UTC turns 30 February into March: only an existing date comes back unchanged.
  if (Number.isNaN(wall) || !new Date(wall).toISOString().startsWith(given)) return invalid;
  if (Number(year) < 1970 || Number(year) > 2100) return invalid;
  if (offsetText !== undefined) {
    const offset = parseOffset(offsetText);
    return offset === null ? invalid : { ok: true, ms: wall - offset };
  }
  const first = instantsOf(wall, zone)[0];
  if (first !== undefined) return { ok: true, ms: first };
  const after = afterGap(wall, zone);
  return match[4] === undefined ? { ok: true, ms: after } : { ok: false, code: 'skipped_hour', after };
}
