import { selectPageSession, toSessionRows } from '../people/sessions';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { MAX_OVERVIEW_ROWS, type OverviewPeriod, selectOverview } from './overview-statements';

const exceedsMaxRows = (counts: number[]): boolean => counts.reduce((sum, count) => sum + count, 0) > MAX_OVERVIEW_ROWS;

export const overviewRepository = (db: Database) => ({
  /**
   * Reads a session and the statistics of its account's last days; one round trip. Reads at most the newest 50,000 orders,
   * requests, steps, pushes, attempts and charges; `more` says where there are others.
   *
   * Rows are counted by quarter hours since 1970, from which days of any time zone can be built: replies and charges by the
   * start of their request, all others by their own. After the latest start of the period only the quarter hours of orders
   * and requests are separate. `bounds` are the ends of the classes of reply times in ms; a step without a reply has no class.
   */
  async load(
    { accountId, sessionId }: { accountId: string; sessionId: string },
    period: OverviewPeriod,
    bounds: readonly number[],
  ) {
    const { signedIn, chargesOfRequests, otherCharges, ...counts } = await runBatch(db, {
      signedIn: selectPageSession(db, accountId, sessionId),
      ...selectOverview(db, accountId, period, bounds),
    });
    const { orders, requests, replies, pushes, attempts } = counts;
    return {
      ...toSessionRows(signedIn),
      ...counts,
      charges: [...chargesOfRequests, ...otherCharges],
      more: {
        orders: exceedsMaxRows(orders.map((row) => row.orders)),
        requests: exceedsMaxRows(requests.map((row) => row.requests)),
        replies: exceedsMaxRows(replies.map((row) => row.steps)),
        deliveries:
          exceedsMaxRows(pushes.map((row) => row.pushes)) || exceedsMaxRows(attempts.map((row) => row.attempts)),
        charges: [chargesOfRequests, otherCharges].some((rows) => exceedsMaxRows(rows.map((row) => row.charges))),
      },
    };
  },
});

export type OverviewRepository = ReturnType<typeof overviewRepository>;

export type OverviewRows = Awaited<ReturnType<OverviewRepository['load']>>;
