const SECOND_MS = 1_000;
const MAX_MS = 86_400_000;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const SECONDS = /^\d+(?:\.\d*)?$/;
/** Weekday names, which are removed before parsing: they are redundant. */
const WEEKDAY = /\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b,?/gi;
/** `06 Nov 1994 08:49:37 GMT` (RFC 9110) and `06-Nov-94 08:49:37 GMT` (RFC 850). */
const DATE =
  /^(?<day>\d{1,2})[ -](?<month>[a-z]{3})[ -](?<year>\d{4}|\d{2}) (?<time>\d\d:\d\d:\d\d) (?:GMT|UTC|Z|[+-]0000)$/i;
/** `Nov  6 08:49:37 1994` (asctime). */
const ASCTIME = /^(?<month>[a-z]{3}) +(?<day>\d{1,2}) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/i;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/i;

/** RFC 9110: a two-digit year more than 50 years ahead belongs to the previous century. */
function fullYear(year: string, now: number): number {
  if (year.length === 4) return Number(year);
  const thisYear = new Date(now).getUTCFullYear();
  const ahead = Math.floor(thisYear / 100) * 100 + Number(year);
  return ahead > thisYear + 50 ? ahead - 100 : ahead;
}

/** Parses an HTTP date as epoch ms; NaN for any other text. */
function parseDate(text: string, now: number): number {
  if (ISO.test(text)) return Date.parse(text);
  const { day = '', month = '', year = '', time = '' } = (DATE.exec(text) ?? ASCTIME.exec(text))?.groups ?? {};
  const index = MONTHS.indexOf(month.toLowerCase());
  const [hours, minutes, seconds] = time.split(':').map(Number);
  return index === -1
    ? Number.NaN
    : Date.UTC(fullYear(year, now), index, Number(day), hours ?? 0, minutes ?? 0, seconds ?? 0);
}

/**
 * Parses `Retry-After`, in seconds (also a fraction) or as an HTTP date, as ms from `now` (epoch ms), 0 to 24 h. Uses the
 * longest of several values. Returns null for a missing or invalid header.
 */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  const values = header
    .replaceAll(WEEKDAY, '')
    .split(',')
    .map((part) => part.trim())
    .map((text) => (SECONDS.test(text) ? Number(text) * SECOND_MS : parseDate(text, now) - now))
    .filter((ms) => !Number.isNaN(ms));
  return values.length === 0 ? null : Math.min(Math.max(...values.map(Math.ceil), 0), MAX_MS);
}
