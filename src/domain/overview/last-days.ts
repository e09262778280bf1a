import { instantOfLocal, localParts } from '../../shared/time/time-zone';

/** A calendar day from its first instant to that of the next day: 23 or 25 hours long when the clock changes. */
export type Day = { day: string; from: number; to: number };

/** Returns the last `count` calendar days of a time zone, oldest first; the last one is today. */
export function lastDays(now: number, zone: string, count: number): Day[] {
  const today = localParts(now, zone);
  // A day below 1 is in the month before, as with Date.UTC.
  const midnight = (daysAgo: number): number =>
    instantOfLocal({ year: today.year, month: today.month, day: today.day - daysAgo, hour: 0, minute: 0 }, zone);
  return Array.from({ length: count }, (_, i) => {
    const daysAgo = count - 1 - i;
    const date = new Date(Date.UTC(today.year, today.month - 1, today.day - daysAgo));
    return { day: date.toISOString().slice(0, 10), from: midnight(daysAgo), to: midnight(daysAgo - 1) };
  });
}
