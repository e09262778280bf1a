import { and, type Column, count, desc, eq, gte, isNull, type SQL, sql } from 'drizzle-orm';
import { lowestId } from '../../shared/crypto/ids';
import { QUARTER_HOUR_MS } from '../../shared/time/time-zone';
import { charges, orders, pushAttempts, pushes, requestSteps, requests, shipments, stores } from '../schema';
import { fromAvoidedReturns } from '../shipments/avoided-returns';
import type { Database } from '../sql/database';

/** The newest rows of each kind that one overview reads. */
export const MAX_OVERVIEW_ROWS = 50_000;
const MAX_STORES = 500;
/** One row more, to find out whether there are others. */
const ROW_LIMIT = MAX_OVERVIEW_ROWS + 1;
/** The time in an id may be a little ahead of the row's creation time. */
const ID_MARGIN_MS = 1_000;

/**
 * A period that begins at some instant from `earliest` to `latest`, epoch ms. Its start depends on the account's time zone,
 * which is read in the same round trip.
 */
export type OverviewPeriod = { earliest: number; latest: number };

const quarterHour = (ms: SQL | Column): SQL => sql`${ms} / ${sql.raw(String(QUARTER_HOUR_MS))}`;

/** Returns the class of a step's duration, given the ends of the classes. */
const classOf = (bounds: readonly number[]): SQL =>
  sql`case ${sql.join(
    bounds.map((bound, i) => sql`when ended_at - started_at < ${bound} then ${sql.raw(String(i))}`),
    sql` `,
  )} else ${sql.raw(String(bounds.length))} end`;

/** Returns the queries for the statistics of an account; `bounds` are the ends of the classes of reply times in ms. */
export function selectOverview(
  db: Database,
  accountId: string,
  { earliest, latest }: OverviewPeriod,
  bounds: readonly number[],
) {
  const first = (prefix: 'ord' | 'req' | 'psh' | 'chg') => lowestId(prefix, earliest - ID_MARGIN_MS);
  const settled = Math.ceil(latest / QUARTER_HOUR_MS);
  /** After the latest start of the period quarter hours need not be told apart. */
  const quarterOf = (ms: SQL | Column): SQL => sql`min(${quarterHour(ms)}, ${settled})`;
  const quarterOfRequest = (id: SQL): SQL =>
    sql`case when ${id} >= ${lowestId('req', settled * QUARTER_HOUR_MS + ID_MARGIN_MS)} then ${settled}
      else (select ${quarterOf(requests.createdAt)} from ${requests} where ${requests.requestId} = ${id}) end`;
  const newest = (table: SQL, id: Column, ofAccount: Column, firstId: string, more: SQL = sql``): SQL =>
    sql`from ${table} where ${ofAccount} = ${accountId} and ${id} >= ${firstId} order by ${id} desc ${more} limit ${ROW_LIMIT}`;

  /** Sums units and millionths separately: one sum could exceed SQLite's integers. */
  const selectCharges = (quarter: SQL, which: SQL | undefined) =>
    db
      .select({
        quarter: sql<number | null>`quarter`,
        kind: sql<string>`kind`,
        currency: sql<string>`currency`,
        charges: count(),
        units: sql<number>`sum(amount / 1000000)`,
        millionths: sql<number>`sum(amount % 1000000)`,
      })
      .from(
        sql`(select ${quarter} as quarter, kind, currency, amount from (
          select ${charges.requestId} as cause_id, ${charges.kind}, ${charges.currency}, ${charges.amount},
            ${charges.createdAt} as charged_at
          from ${charges} where ${and(eq(charges.accountId, accountId), which)}
          order by ${charges.requestId} desc, ${charges.chargeId} desc limit ${ROW_LIMIT}))`,
      )
      .groupBy(sql`quarter, kind, currency`);

  const { requestId: stepRequestId, accountId: stepAccountId, seq, kind, result, startedAt, endedAt } = requestSteps;
  return {
    orders: db
      .select({ quarter: sql<number>`quarter`, orders: count() })
      .from(
        sql`(select ${quarterHour(orders.createdAt)} as quarter
          ${newest(sql`${orders}`, orders.id, orders.accountId, first('ord'))})`,
      )
      .groupBy(sql`quarter`),
    requests: db
      .select({
        quarter: sql<number>`quarter`,
        status: sql<(typeof requests.$inferSelect)['status']>`status`,
        outcome: sql<string | null>`outcome`,
        requests: count(),
      })
      .from(
        sql`(select ${quarterHour(requests.createdAt)} as quarter, ${requests.status}, ${requests.outcome}
          ${newest(sql`${requests}`, requests.requestId, requests.accountId, first('req'))})`,
      )
      .groupBy(sql`quarter, status, outcome`),
    replies: db
      .select({
        quarter: sql<number | null>`quarter`,
        timeClass: sql<number | null>`time_class`,
        steps: count(),
      })
      .from(
        sql`(select ${quarterOfRequest(sql`run_id`)} as quarter,
            case when kind <> 'wait_for_reply' or ended_at is null or result ->> '$.message_id' is null then null
              else ${classOf(bounds)} end as time_class
          from (select ${stepRequestId} as run_id, ${kind}, ${result}, ${startedAt}, ${endedAt}
            ${newest(sql`${requestSteps}`, stepRequestId, stepAccountId, first('req'), sql`, ${seq} desc`)}))`,
      )
      .groupBy(sql`quarter, time_class`),
    pushes: db
      .select({
        quarter: sql<number>`quarter`,
        storeId: sql<string>`id_store`,
        state: sql<(typeof pushes.$inferSelect)['state']>`state`,
        pushes: count(),
      })
      .from(
        sql`(select ${quarterOf(pushes.createdAt)} as quarter, ${pushes.storeId}, ${pushes.state}
          ${newest(sql`${pushes}`, pushes.pushId, pushes.accountId, first('psh'))})`,
      )
      .groupBy(sql`quarter, id_store, state`),
    attempts: db
      .select({
        quarter: sql<number>`quarter`,
        storeId: sql<string>`id_store`,
        attempts: count(),
        failed: sql<number>`count(error)`,
      })
      .from(
        sql`(select ${quarterOf(pushes.createdAt)} as quarter, ${pushes.storeId}, error from
          (select ${pushAttempts.pushId} as tried_id, ${pushAttempts.error}
            ${newest(sql`${pushAttempts}`, pushAttempts.pushId, pushAttempts.accountId, first('psh'))})
          cross join ${pushes} on ${pushes.pushId} = tried_id)`,
      )
      .groupBy(sql`quarter, id_store`),
    returnsAvoided: db
      .select({ quarter: sql<number>`quarter`, parcels: count() })
      .from(
        sql`(select ${quarterOf(shipments.stateAt)} as quarter ${fromAvoidedReturns(accountId, { earliest, limit: ROW_LIMIT })})`,
      )
      .groupBy(sql`quarter`),
    stores: db
      .select({ storeId: stores.storeId, name: stores.name, pausedAt: stores.pausedAt, deletedAt: stores.deletedAt })
      .from(stores)
      .where(eq(stores.accountId, accountId))
      .orderBy(desc(stores.storeId))
      .limit(MAX_STORES),
    chargesOfRequests: selectCharges(quarterOfRequest(sql`cause_id`), gte(charges.requestId, first('req'))),
    otherCharges: selectCharges(
      quarterOf(sql`charged_at`),
      and(isNull(charges.requestId), gte(charges.chargeId, first('chg'))),
    ),
  };
}
