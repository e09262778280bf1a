import { instantOfLocal, localParts } from '../../shared/zone';
import type { SendWindow } from './definition';

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** The first instant from `now` on at which the window is open, by the clock of the zone: `now` itself if it is open. */
export function nextOpening(window: SendWindow, now: number, zone: string): number {
  const local = localParts(now, zone);
  const minute = local.hour * 60 + local.minute;
  const openToday = window.days.includes(local.weekday);
  if (openToday && minute >= minutes(window.from) && minute < minutes(window.to)) return now;
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    // Noon is on the same calendar day whatever the zone's clock change.
    const noon = instantOfLocal({ ...local, hour: 12, minute: 0 }, zone) + ahead * 86_400_000;
    const day = localParts(noon, zone);
    const opens = instantOfLocal(
      { ...day, hour: Number(window.from.slice(0, 2)), minute: Number(window.from.slice(3)) },
      zone,
    );
    if (window.days.includes(day.weekday) && opens > now) return opens;
  }
  return now;
}
