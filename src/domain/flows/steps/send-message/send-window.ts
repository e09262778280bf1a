import { instantOfLocal, type LocalParts, localParts } from '../../../../shared/time-zone';
import type { SendWindow } from '../../definition/definition';

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** The first instant from `now` on at which the window is open, by the clock of the zone: `now` itself if it is open. */
export function nextOpening(window: SendWindow, now: number, zone: string): number {
  const local = localParts(now, zone);
  const isOpen = ({ weekday, hour, minute }: LocalParts): boolean => {
    const at = hour * 60 + minute;
    return window.days.includes(weekday) && at >= minutes(window.from) && at < minutes(window.to);
  };
  if (isOpen(local)) return now;
  for (let ahead = 0; ahead <= 14; ahead += 1) {
    // Noon is on the same calendar day whatever the zone's clock change.
    const noon = instantOfLocal({ ...local, hour: 12, minute: 0 }, zone) + ahead * 86_400_000;
    const day = localParts(noon, zone);
    const opens = instantOfLocal(
      { ...day, hour: Number(window.from.slice(0, 2)), minute: Number(window.from.slice(3)) },
      zone,
    );
    // A window that lies in the hour that spring skips is not open on that day.
    if (opens > now && isOpen(localParts(opens, zone))) return opens;
  }
  return now;
}
