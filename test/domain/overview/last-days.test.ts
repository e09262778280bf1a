import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lastDays } from '../../../src/domain/overview/last-days';
import { loadOverview } from '../../../src/domain/overview/load-overview';
import type { Deps } from '../../../src/domain/ports';

const HOUR = 3_600_000;
const ZONES = [
  'Europe/Rome',
  'Europe/Dublin',
  'America/New_York',
  'America/St_Johns',
  'America/Havana',
  'America/Asuncion',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Etc/GMT+12',
  'UTC',
];
const hoursOf = (now: string, zone: string, count: number): [string, number][] =>
  lastDays(Date.parse(now), zone, count).map(({ day, from, to }) => [day, (to - from) / HOUR]);

test.each([
  ['spring, when a day has 23 hours', '2026-03-30T10:00:00Z', 'Europe/Rome', [24, 23, 24]],
  ['autumn, when a day has 25 hours', '2026-10-26T10:00:00Z', 'Europe/Rome', [24, 25, 24]],
  ['half an hour', '2026-10-05T00:00:00Z', 'Australia/Lord_Howe', [24, 23.5, 24]],
  ['a zone that skips midnight', '2018-11-05T12:00:00Z', 'America/Sao_Paulo', [24, 23, 24]],
  ['a zone that has midnight twice', '2026-11-02T12:00:00Z', 'America/Havana', [24, 25, 24]],
  ['a zone without a change', '2026-03-30T10:00:00Z', 'Asia/Kolkata', [24, 24, 24]],
])('%s', (_, now, zone, hours) => {
  expect(hoursOf(now, zone, 3).map(([, each]) => each)).toEqual(hours);
});

test('the days are calendar days of the time zone, also over the end of a month and of February', () => {
  const days = (now: string, zone: string) => lastDays(Date.parse(now), zone, 3).map(({ day }) => day);
  expect(days('2026-03-01T22:59:59.999Z', 'Europe/Rome')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
  expect(days('2026-03-01T23:00:00Z', 'Europe/Rome')).toEqual(['2026-02-28', '2026-03-01', '2026-03-02']);
  expect(days('2028-03-01T12:00:00Z', 'UTC')).toEqual(['2028-02-28', '2028-02-29', '2028-03-01']);
  expect(days('2026-01-01T00:30:00Z', 'America/New_York')).toEqual(['2025-12-29', '2025-12-30', '2025-12-31']);
});

test('in every time zone the days follow each other without a gap, and now is in the last one', () => {
  const zones = ['Europe/Rome', 'America/Sao_Paulo', 'America/Havana', 'Pacific/Apia', 'Asia/Kathmandu', 'UTC'];
  const now = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2090, 0, 1) });
  fc.assert(
    fc.property(now, fc.constantFrom(...zones), fc.constantFrom(7, 30, 90), (ms, zone, count) => {
      const days = lastDays(ms, zone, count);
      expect(days).toHaveLength(count);
      expect(new Set(days.map(({ day }) => day)).size).toBe(count);
      for (const [i, { from, to }] of days.entries()) {
        expect(to).toBe(days[i + 1]?.from ?? to);
        // Samoa had no 30 December in 2011.
        expect(to - from).toBeGreaterThanOrEqual(0);
        expect(to - from).toBeLessThanOrEqual(25 * HOUR);
      }
      const last = days.at(-1);
      expect(last && last.from <= ms && ms < last.to).toBe(true);
      const date = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(ms);
      expect(last?.day).toBe(date);
    }),
    { numRuns: 300 },
  );
});

test('the rows read before the time zone is known cover the period in every time zone', async () => {
  const periods: { earliest: number; latest: number }[] = [];
  const overview = {
    async load(_: unknown, period: { earliest: number; latest: number }) {
      periods.push(period);
    },
  } as unknown as Deps['overview'];
  const nows = ['2026-03-29', '2026-03-30', '2026-10-25', '2026-10-26', '2026-11-02', '2027-04-04', '2027-01-01'];
  for (const date of nows) {
    for (let hour = 0; hour < 24; hour += 1) {
      for (const days of [7, 90]) {
        const now = Date.parse(`${date}T00:00:00Z`) + hour * HOUR + 1;
        await loadOverview({ overview }, { accountId: '', sessionId: '' }, { now, days });
        const { earliest = 0, latest = 0 } = periods.pop() ?? {};
        for (const zone of ZONES) {
          const first = lastDays(now, zone, days)[0]?.from ?? 0;
          if (first < earliest || first > latest) throw new Error(`${zone} at ${now}: ${first}`);
        }
      }
    }
  }
  expect(periods).toEqual([]);
});
