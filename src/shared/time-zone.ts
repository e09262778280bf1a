import { type BoundedCache, boundedCache } from './bounded-cache';

const MINUTE_MS = 60_000;
/** Offsets of zones are multiples of it, so no day begins within one. */
export const QUARTER_HOUR_MS = 15 * MINUTE_MS;
const DAY_MS = 86_400_000;
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** `text` is how RFC 3339 writes the offset. */
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

/** More than there are zones, under all of their names. */
const MAX_CACHED_ZONES = 1_000;
const zones = boundedCache<string, Zone>(MAX_CACHED_ZONES);
const MAX_CACHED_OFFSETS = 5_000;

/** Creating a formatter costs 100 times as much as using it, so each zone's is cached. */
const zoneOf = (name: string): Zone =>
  zones.getOrMake(name, () => {
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

/** Whether this is the name of an IANA zone; bare offsets such as `+01:00` are none. */
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

/** The offset of a zone at an instant, rounded to the minute; zones change it on a quarter hour at the finest. */
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

/** An instant as RFC 3339 with milliseconds and the zone's offset then in force. */
export function formatInstant(ms: number, zone: string): string {
  const offset = zoneOffset(ms, zone);
  return new Date(ms + offset.ms).toISOString().slice(0, -1) + offset.text;
}

/** How RFC 3339 writes the offset of a zone at an instant, `+02:00`. */
export const offsetText = (ms: number, zone: string): string => zoneOffset(ms, zone).text;

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

/** The instants at which a local clock shows `wall` (a time as if it were UTC): none, one or two, earliest first. */
function instantsOf(wall: number, zone: string): number[] {
  const offsets = new Set([offsetAt(wall - DAY_MS, zone), offsetAt(wall + DAY_MS, zone), offsetAt(wall, zone)]);
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((ms) => ms + offsetAt(ms, zone) === wall)
    .sort((a, b) => a - b);
}

/** The first instant of a gap that spring makes: where the clock jumps over `wall`. */
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

/** The instant of a local time: the first where autumn repeats it, the end of the gap where spring skips it. */
export function instantOfLocal({ year, month, day, hour, minute }: LocalTime, zone: string): number {
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  return instantsOf(wall, zone)[0] ?? afterGap(wall, zone);
}

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d\d:?\d\d)?)?$/;

function parseOffset(text: string): number | null {
  if (/^z$/i.test(text)) return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(-2))];
  const total = hours * 60 + minutes;
  return minutes > 59 || total > 18 * 60 ? null : (text.startsWith('-') ? -total : total) * MINUTE_MS;
}

/**
 * Reads an instant of the years 1970–2100: with `Z` or an offset as it says, without one as the zone's local time (the
 * first, where autumn repeats the hour; refused, where spring skips it). A bare date is its first instant there.
 */
export function parseInstant(
  text: string,
  zone: string,
):
  | { ok: true; ms: number }
  | { ok: false; code: 'invalid_instant' }
  /** `after`: when the local clock goes on. */
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
  // Date.UTC carries 30 February over to March: only a date that exists comes back as it was given.
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
