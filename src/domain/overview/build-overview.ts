import type { Account } from '../../db/accounts';
import type { OverviewRows } from '../../db/overview';
import type { SessionRows } from '../../db/sessions';
import { QUARTER_HOUR_MS } from '../../shared/time-zone';
import { chargesByKind } from './charges-by-kind';
import { deliveriesByStore } from './deliveries-by-store';
import { lastDays } from './last-days';
import { repliesByTime } from './replies-by-time';
import { requestsByDay } from './requests-by-day';
import { requestsByOutcome } from './requests-by-outcome';

/**
 * What the last days of an account come to, by the calendar days of its time zone: orders and requests by the day on which
 * they began, and what became of the requests begun in these days: outcomes, reply times, charges; deliveries by when they
 * were made. `more` says of which of them there are others than the newest 50,000 rows, which alone are counted.
 */
export function buildOverview(
  { timeZone }: Pick<Account, 'timeZone'>,
  rows: Omit<OverviewRows, keyof SessionRows>,
  { now, days: count }: { now: number; days: number },
) {
  const days = lastDays(now, timeZone, count);
  const first = (days[0]?.from ?? 0) / QUARTER_HOUR_MS;
  const inPeriod = <Row extends { quarter: number | null }>(all: Row[]): Row[] =>
    all.filter(({ quarter }) => quarter !== null && quarter >= first);
  const [requests, pushes, attempts] = [inPeriod(rows.requests), inPeriod(rows.pushes), inPeriod(rows.attempts)];
  return {
    days: requestsByDay(days, { orders: inPeriod(rows.orders), requests }),
    outcomes: requestsByOutcome(requests),
    replies: repliesByTime(inPeriod(rows.replies)),
    deliveries: deliveriesByStore({ stores: rows.stores, pushes, attempts }),
    charges: chargesByKind(inPeriod(rows.charges)),
    more: rows.more,
  };
}

export type Overview = ReturnType<typeof buildOverview>;
