import type { OverviewRows } from '../../db/pages/overview';
import { QUARTER_HOUR_MS } from '../../shared/time/time-zone';
import { classOfOutcome, type OutcomeClass } from './class-of-outcome';
import type { Day } from './last-days';

export type OverviewDay = { day: string; orders: number } & Record<OutcomeClass, number>;

/** Counts the orders of each day, and by outcome the requests that started on it, oldest day first. */
export function requestsByDay(
  days: Day[],
  { orders, requests }: Pick<OverviewRows, 'orders' | 'requests'>,
): OverviewDay[] {
  const counts = days.map(({ day }) => ({ day, orders: 0, confirmed: 0, refused: 0, noAnswer: 0, other: 0, open: 0 }));
  const dayOf = ({ quarter }: { quarter: number }) =>
    counts[days.findLastIndex(({ from }) => from <= quarter * QUARTER_HOUR_MS)];
  for (const row of orders) {
    const day = dayOf(row);
    if (day) day.orders += row.orders;
  }
  for (const row of requests) {
    const day = dayOf(row);
    if (day) day[classOfOutcome(row.status, row.outcome)] += row.requests;
  }
  return counts;
}
