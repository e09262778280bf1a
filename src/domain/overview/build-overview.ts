import type { Account } from '../../db/accounts/accounts';
import type { OverviewRows } from '../../db/pages/overview';
import type { SessionRows } from '../../db/people/sessions';
import { QUARTER_HOUR_MS } from '../../shared/time/time-zone';
import { avoidedReturns } from './avoided-returns';
import { chargesByKind } from './charges-by-kind';
import { deliveriesByStore } from './deliveries-by-store';
import { lastDays } from './last-days';
import { repliesByTime } from './replies-by-time';
import { requestsByDay } from './requests-by-day';
import { requestsByOutcome } from './requests-by-outcome';

/**
 * Builds an account's overview of the last calendar days of its time zone: orders and requests per day, and outcomes, reply
 * times, charges, deliveries and returns avoided over all these days. Only the newest 50,000 rows of each are counted; `more` says of which
 * there are more.
 */
export function buildOverview(
  account: Pick<Account, 'timeZone' | 'currency' | 'returnCost'>,
  rows: Omit<OverviewRows, keyof SessionRows>,
  { now, days: count }: { now: number; days: number },
) {
  const days = lastDays(now, account.timeZone, count);
  const firstQuarter = (days[0]?.from ?? 0) / QUARTER_HOUR_MS;
  const inPeriod = <Row extends { quarter: number | null }>(all: Row[]): Row[] =>
    all.filter(({ quarter }) => quarter !== null && quarter >= firstQuarter);
  const [requests, pushes, attempts] = [inPeriod(rows.requests), inPeriod(rows.pushes), inPeriod(rows.attempts)];
  return {
    days: requestsByDay(days, { orders: inPeriod(rows.orders), requests }),
    outcomes: requestsByOutcome(requests),
    replies: repliesByTime(inPeriod(rows.replies)),
    deliveries: deliveriesByStore({ stores: rows.stores, pushes, attempts }),
    charges: chargesByKind(inPeriod(rows.charges)),
    returns: avoidedReturns(inPeriod(rows.returnsAvoided), account),
    more: rows.more,
  };
}

export type Overview = ReturnType<typeof buildOverview>;
