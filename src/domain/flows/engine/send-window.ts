import { z } from 'zod';
import { instantOfLocal, type LocalParts, localParts } from '../../../shared/time/time-zone';

const day = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of the day as HH:MM, such as 09:00');

/** The days and hours at which a flow may send. */
export const SendWindow = z
  .strictObject({ days: z.array(day).min(1).max(7), from: clockTime, to: clockTime })
  .refine(({ from, to }) => from < to, { message: 'from must be before to' });
export type SendWindow = z.infer<typeof SendWindow>;

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** Returns the first instant from `now` on at which the window is open in this time zone. */
export function nextOpening(window: SendWindow, now: number, zone: string): number {
  const local = localParts(now, zone);
  const isOpen = ({ weekday, hour, minute }: LocalParts): boolean => {
    const at = hour * 60 + minute;
    return window.days.includes(weekday) && at >= minutes(window.from) && at < minutes(window.to);
  };
  if (isOpen(local)) return now;
  for (let ahead = 0; ahead <= 14; ahead += 1) {
    // Noon stays on the same calendar day across a change of the clock.
    const noon = instantOfLocal({ ...local, hour: 12, minute: 0 }, zone) + ahead * 86_400_000;
    const day = localParts(noon, zone);
    const opens = instantOfLocal(
      { ...day, hour: Number(window.from.slice(0, 2)), minute: Number(window.from.slice(3)) },
      zone,
    );
    // A window inside the hour that the clock skips in spring does not open on that day.
    if (opens > now && isOpen(localParts(opens, zone))) return opens;
  }
  return now;
}
