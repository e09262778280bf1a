import type { Database } from './database';
import { MAX_OVERVIEW_ROWS, type OverviewPeriod, selectOverview } from './overview-statements';
import { type SessionRows, selectSession } from './sessions';

/** Whether one more was read than counts. */
const exceedsMaxRows = (counts: number[]): boolean => counts.reduce((sum, count) => sum + count, 0) > MAX_OVERVIEW_ROWS;

export const overviewRepository = (db: Database) => ({
  /**
   * Reads a session and what its account's last days come to, in one round trip, of the newest 50,000 orders, requests,
   * steps, pushes, attempts and charges at most: `more` says of what there are others. All of it is told by the quarter
   * hour, since 1970, in which it began, replies and charges by that of their request, so that days of any zone can be made
   * of them; past the last instant at which the period can begin only orders and requests are told apart. `bounds` say
   * where the classes of reply times end, in ms; a step that no reply ended is of no class.
   */
  async load(
    { accountId, sessionId }: { accountId: string; sessionId: string },
    period: OverviewPeriod,
    bounds: readonly number[],
  ) {
    const [[session], [key], [account], orders, requests, replies, pushes, attempts, stores, ofRequests, ofNone] =
      await db.batch([...selectSession(db, accountId, sessionId), ...selectOverview(db, accountId, period, bounds)]);
    const signedIn: SessionRows = { session, key, account };
    return {
      ...signedIn,
      orders,
      requests,
      replies,
      pushes,
      attempts,
      stores,
      charges: [...ofRequests, ...ofNone],
      more: {
        orders: exceedsMaxRows(orders.map((row) => row.orders)),
        requests: exceedsMaxRows(requests.map((row) => row.requests)),
        replies: exceedsMaxRows(replies.map((row) => row.steps)),
        deliveries:
          exceedsMaxRows(pushes.map((row) => row.pushes)) || exceedsMaxRows(attempts.map((row) => row.attempts)),
        charges: [ofRequests, ofNone].some((rows) => exceedsMaxRows(rows.map((row) => row.charges))),
      },
    };
  },
});

export type OverviewRepository = ReturnType<typeof overviewRepository>;

export type OverviewRows = Awaited<ReturnType<OverviewRepository['load']>>;
