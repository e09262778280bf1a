import { isItalianHoliday } from './italian-holidays';
import { instantOfLocal, localParts } from './time-zone';

const ZONE = 'Europe/Rome';
const DAY_MS = 86_400_000;

type LocalDate = { year: number; month: number; day: number };

function isWorkingDay(date: LocalDate): boolean {
  const weekday = new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !isItalianHoliday(date);
}

function nextDate({ year, month, day }: LocalDate): LocalDate {
  const next = new Date(Date.UTC(year, month - 1, day) + DAY_MS);
  return { year: next.getUTCFullYear(), month: next.getUTCMonth() + 1, day: next.getUTCDate() };
}

function nextWorkingDate(date: LocalDate): LocalDate {
  const next = nextDate(date);
  return isWorkingDay(next) ? next : nextWorkingDate(next);
}

/**
 * Returns the instant one Italian working day (Monday to Friday, no national holiday) after `ms`: the same time of the next
 * working day, or the end of it where `ms` is not in a working day. In epoch ms.
 */
export function afterWorkingDay(ms: number): number {
  const now = localParts(ms, ZONE);
  const next = nextWorkingDate(now);
  return isWorkingDay(now)
    ? instantOfLocal({ ...next, hour: now.hour, minute: now.minute }, ZONE)
    : instantOfLocal({ ...nextDate(next), hour: 0, minute: 0 }, ZONE);
}
