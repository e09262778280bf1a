import { beforeWorkingDays } from '../../shared/time/working-day';
import type { BoundedContext } from './budget';
import { filterInstant } from './filter-instant';

const MAX_DAYS = 30;

/**
 * `{{ shipment.held.until | working_days_before: 2 }}`: the instant of the same time that many Italian working days earlier, 30 at
 * most, as RFC 3339. Returns anything but an instant as it is.
 */
export function workingDaysBefore(this: { context: BoundedContext }, value: unknown, days: unknown): unknown {
  const ms = filterInstant(value, this.context);
  const count = Number(days);
  if (ms === null || !Number.isInteger(count) || count < 0) return value;
  return new Date(beforeWorkingDays(ms, Math.min(count, MAX_DAYS))).toISOString();
}
