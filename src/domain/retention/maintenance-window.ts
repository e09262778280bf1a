import { instantOfLocal, localParts } from '../../shared/time/time-zone';

/** The maintenance window in local time, 02:00 to 05:00, when an account's database has the least load. */
const FROM_HOUR = 2;
const TO_HOUR = 5;

/** Whether an instant (epoch ms) is in the maintenance window of a time zone. */
export function isInMaintenanceWindow(now: number, zone: string): boolean {
  const { hour } = localParts(now, zone);
  return hour >= FROM_HOUR && hour < TO_HOUR;
}

/** Returns the start of the next window that has not started yet, in epoch ms. */
export function nextMaintenanceWindow(now: number, zone: string): number {
  const { year, month, day, hour } = localParts(now, zone);
  return instantOfLocal({ year, month, day: hour < FROM_HOUR ? day : day + 1, hour: FROM_HOUR, minute: 0 }, zone);
}
