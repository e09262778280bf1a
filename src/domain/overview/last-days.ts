import { instantOfLocal, localParts } from '../../shared/time-zone';

/** A calendar day, `from` its first instant until `to`, that of the next one: 23 or 25 hours where the clock is changed. */
export type Day = { day: string; from: number; to: number };

/** The last so many calendar days of a zone, oldest first; the last one is today. */
export function lastDays(now: number, zone: string, count: number): Day[] {
  const today = localParts(now, zone);
  const midnight = (back: number): number =>
    // Days below the first go back into the month before, as with Date.UTC.
    instantOfLocal({ year: today.year, month: today.month, day: today.day - back, hour: 0, minute: 0 }, zone);
  return Array.from({ length: count }, (_, i) => {
    const back = count - 1 - i;
    const date = new Date(Date.UTC(today.year, today.month - 1, today.day - back));
    return { day: date.toISOString().slice(0, 10), from: midnight(back), to: midnight(back - 1) };
  });
}
