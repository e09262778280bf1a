import { expect, test } from 'vitest';
import { isItalianHoliday } from '../../src/shared/time/italian-holidays';
import { afterWorkingDay, beforeWorkingDays } from '../../src/shared/time/working-day';

test.each([
  ['a weekday', '2026-11-25T10:30:00+01:00', '2026-11-26T10:30:00+01:00'],
  ['a Friday', '2026-11-27T10:30:00+01:00', '2026-11-30T10:30:00+01:00'],
  ['a Saturday', '2026-11-28T10:30:00+01:00', '2026-12-01T00:00:00+01:00'],
  ['the eve of a holiday', '2026-12-07T10:30:00+01:00', '2026-12-09T10:30:00+01:00'],
  ['a holiday', '2026-12-08T10:30:00+01:00', '2026-12-10T00:00:00+01:00'],
  ['Christmas Eve', '2026-12-24T18:00:00+01:00', '2026-12-28T18:00:00+01:00'],
  ['the Friday before Easter', '2026-04-03T12:00:00+02:00', '2026-04-07T12:00:00+02:00'],
  ['the Friday before the clock goes back', '2026-10-23T12:00:00+02:00', '2026-10-26T12:00:00+01:00'],
  ['a Friday in Rome that is Thursday in UTC', '2026-11-26T23:30:00Z', '2026-11-30T00:30:00+01:00'],
])('one working day after %s', (_, from, to) => {
  expect(afterWorkingDay(Date.parse(from))).toBe(Date.parse(to));
});

test.each([
  ['a Friday', '2026-11-27T22:59:00Z', 2, '2026-11-25T23:59:00+01:00'],
  ['a Sunday', '2026-11-29T10:00:00+01:00', 2, '2026-11-26T10:00:00+01:00'],
  ['a Monday', '2026-11-30T10:00:00+01:00', 1, '2026-11-27T10:00:00+01:00'],
  ['the day after a holiday', '2026-12-09T10:00:00+01:00', 2, '2026-12-04T10:00:00+01:00'],
  ['the Monday after the clock went back', '2026-10-26T12:00:00+01:00', 1, '2026-10-23T12:00:00+02:00'],
  ['today', '2026-11-29T10:00:00+01:00', 0, '2026-11-29T10:00:00+01:00'],
])('working days before %s', (_, from, days, to) => {
  expect(beforeWorkingDays(Date.parse(from), days)).toBe(Date.parse(to));
});

/** Easter Sundays, as the United States Naval Observatory lists them. */
test.each([
  [2019, 4, 21],
  [2024, 3, 31],
  [2025, 4, 20],
  [2026, 4, 5],
  [2027, 3, 28],
  [2028, 4, 16],
  [2029, 4, 1],
  [2038, 4, 25],
])('the Monday after Easter %i is a holiday', (year, month, day) => {
  const monday = new Date(Date.UTC(year, month - 1, day + 1));
  const dates = [0, 1, 2].map((days) => new Date(monday.getTime() + (days - 1) * 86_400_000));
  expect(
    dates.map((date) =>
      isItalianHoliday({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }),
    ),
  ).toEqual([false, true, false].map((isHoliday, i) => isHoliday || isFixed(dates[i] as Date)));
});

const isFixed = (date: Date): boolean =>
  [4 * 100 + 25, 5 * 100 + 1].includes((date.getUTCMonth() + 1) * 100 + date.getUTCDate());

test('4 October is a holiday from 2026', () => {
  const isHoliday = (year: number) => isItalianHoliday({ year, month: 10, day: 4 });
  expect([2025, 2026, 2027].map(isHoliday)).toEqual([false, true, true]);
});
