import { isItalianHoliday } from './italian-holidays';
import { instantOfLocal, localParts } from './time-zone';

const ZONE = 'Europe/Rome';
const DAY_MS = 86_400_000;

type LocalDate = { year: number; month: number; day: number };

function isWorkingDay(date: LocalDate): boolean {
  const weekday = new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !isItalianHoliday(date);
}

function dateAfter({ year, month, day }: LocalDate, days: number): LocalDate {
  const other = new Date(Date.UTC(year, month - 1, day) + days * DAY_MS);
  return { year: other.getUTCFullYear(), month: other.getUTCMonth() + 1, day: other.getUTCDate() };
}

const nextDate = (date: LocalDate): LocalDate => dateAfter(date, 1);

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

function previousWorkingDate(date: LocalDate): LocalDate {
  const before = dateAfter(date, -1);
  return isWorkingDay(before) ? before : previousWorkingDate(before);
}

/** Returns the instant of the same time in Rome that many Italian working days before `ms`, in epoch ms. */
export function beforeWorkingDays(ms: number, days: number): number {
  const { hour, minute, ...today } = localParts(ms, ZONE);
  let date: LocalDate = today;
  for (let i = 0; i < days; i += 1) date = previousWorkingDate(date);
  const { year, month, day } = date;
  return instantOfLocal({ year, month, day, hour, minute }, ZONE);
}
