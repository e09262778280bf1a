import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatInstant, instantOfLocal, isTimeZone, localParts, parseInstant } from '../../src/shared/time/time-zone';

const ROME = 'Europe/Rome';
const ZONES = [
  ROME,
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'America/Sao_Paulo',
  'Pacific/Apia',
  'Africa/Monrovia',
  'UTC',
];
const utc = (text: string) => Date.parse(text);
// A day less at both ends, so that the local year is in 1970–2100 in every zone.
const instant = fc.integer({ min: 2 * 86_400_000, max: Date.UTC(2100, 11, 29) });

/** An independent implementation: the local time by a new Intl formatter for each call. */
function wallClock(ms: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(ms);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`;
}

test.each([
  ['2026-07-01T07:30:00Z', '2026-07-01T09:30:00.000+02:00'],
  ['2026-11-24T08:30:00.5Z', '2026-11-24T09:30:00.500+01:00'],
  ['2026-03-29T00:59:59.999Z', '2026-03-29T01:59:59.999+01:00'],
  ['2026-03-29T01:00:00Z', '2026-03-29T03:00:00.000+02:00'],
  ['2026-10-25T00:59:59Z', '2026-10-25T02:59:59.000+02:00'],
  ['2026-10-25T01:00:00Z', '2026-10-25T02:00:00.000+01:00'],
])('%s in Rome is %s', (given, shown) => {
  expect(formatInstant(utc(given), ROME)).toBe(shown);
});

test("in every zone, from 1970 to 2100, a formatted instant is parsed back and the local time equals Intl's", () => {
  fc.assert(
    fc.property(instant, fc.constantFrom(...ZONES), (ms, zone) => {
      const shown = formatInstant(ms, zone);
      expect(shown).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/);
      expect(Date.parse(shown)).toBe(ms);
      // Liberia's offset was -00:44:30 until 1972; RFC 3339 has no seconds in an offset.
      if (zone !== 'Africa/Monrovia' || ms > Date.UTC(1972, 1, 1)) {
        expect(shown.slice(0, 19)).toBe(wallClock(ms, zone));
      }
      expect(parseInstant(shown, 'UTC')).toEqual({ ok: true, ms });
    }),
    { numRuns: 1_500 },
  );
});

test('a local time is the first instant at which the clock shows it, or an error if the clock never does', () => {
  fc.assert(
    fc.property(instant, fc.constantFrom(...ZONES.filter((zone) => zone !== 'Africa/Monrovia')), (ms, zone) => {
      const minute = Math.floor(ms / 60_000) * 60_000;
      const wall = wallClock(minute, zone);
      const read = parseInstant(wall, zone);
      if (!read.ok) throw new Error(`${wall} ${read.code}`);
      expect(wallClock(read.ms, zone)).toBe(wall);
      // Either this instant, or an earlier one at which the clock showed the same.
      expect(read.ms).toBeLessThanOrEqual(minute);
      expect(minute - read.ms).toBeLessThanOrEqual(86_400_000);
    }),
    { numRuns: 800 },
  );
});

describe('an input in Rome', () => {
  test.each([
    ['2026-07-01T09:30', '2026-07-01T07:30:00Z'],
    ['2026-07-01 09:30:15', '2026-07-01T07:30:15Z'],
    ['2026-07-01T09:30:15.1239', '2026-07-01T07:30:15.123Z'],
    ['2026-07-01T09:30:00Z', '2026-07-01T09:30:00Z'],
    ['2026-07-01t09:30:00z', '2026-07-01T09:30:00Z'],
    ['2026-07-01T09:30:00-05:00', '2026-07-01T14:30:00Z'],
    ['2026-10-25T02:30:00', '2026-10-25T00:30:00Z'],
    ['2026-10-25T02:30:00+01:00', '2026-10-25T01:30:00Z'],
    ['2026-12-31', '2026-12-30T23:00:00Z'],
    ['1970-01-01', '1969-12-31T23:00:00Z'],
  ])('%s is %s', (given, meant) => {
    expect(parseInstant(given, ROME)).toEqual({ ok: true, ms: utc(meant) });
  });

  test('in the skipped hour of spring it is rejected, to the minute', () => {
    expect(parseInstant('2026-03-29T01:59:59', ROME)).toEqual({ ok: true, ms: utc('2026-03-29T00:59:59Z') });
    for (const skipped of ['02:00:00', '02:30', '02:59:59.999']) {
      const after = utc('2026-03-29T01:00:00Z');
      expect(parseInstant(`2026-03-29T${skipped}`, ROME)).toEqual({ ok: false, code: 'skipped_hour', after });
    }
    expect(parseInstant('2026-03-29T03:00', ROME)).toEqual({ ok: true, ms: utc('2026-03-29T01:00:00Z') });
  });

  test.each([
    '',
    'now',
    '2026-02-30',
    '2026-13-01',
    '2026-07-01T24:00',
    '2026-07-01T09:60',
    '2026-07-01T09:30:60',
    '2026-07-01T9:30',
    '26-07-01',
    '1969-12-31',
    '2101-01-01',
    '2026-07-01T09:30:00+19:00',
    '2026-07-01T09:30:00+01:60',
    '2026-07-01T09:30:00 CET',
    '2026-07-01T09:30:00.0000000001',
    '2026-07-01T09:30:00Z; drop',
    '１９９９-01-01',
  ])('«%s» is no instant', (given) => {
    expect(parseInstant(given, ROME)).toEqual({ ok: false, code: 'invalid_instant' });
  });

  test('a day that begins with a gap begins after it', () => {
    expect(parseInstant('2018-11-04', 'America/Sao_Paulo')).toEqual({ ok: true, ms: utc('2018-11-04T03:00:00Z') });
  });
});

test('a local time is split into parts and composed again', () => {
  const parts = localParts(utc('2026-07-01T07:30:45Z'), ROME);
  expect(parts).toEqual({ year: 2026, month: 7, day: 1, hour: 9, minute: 30, second: 45, weekday: 'wed' });
  expect(instantOfLocal(parts, ROME)).toBe(utc('2026-07-01T07:30:00Z'));
  expect(instantOfLocal({ year: 2026, month: 3, day: 29, hour: 2, minute: 30 }, ROME)).toBe(
    utc('2026-03-29T01:00:00Z'),
  );
  expect(instantOfLocal({ year: 2026, month: 10, day: 25, hour: 2, minute: 30 }, ROME)).toBe(
    utc('2026-10-25T00:30:00Z'),
  );
});

test('a zone is an IANA name and nothing else', () => {
  for (const name of [...ZONES, 'europe/rome', 'Etc/GMT+1']) expect(isTimeZone(name), name).toBe(true);
  for (const name of ['', '+01:00', 'CEST Rome', 'Mars/Base', '../etc/passwd', 'UTC\u0000', 'x'.repeat(100)]) {
    expect(isTimeZone(name), name).toBe(false);
  }
});
