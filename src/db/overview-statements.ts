import { desc, eq, type SQL, sql } from 'drizzle-orm';
import { lowestId } from '../shared/ids';
import { QUARTER_HOUR_MS } from '../shared/time-zone';
import type { Database } from './database';
import type { Push } from './pushes';
import type { RequestRow } from './requests';
import { stores } from './schema';

/** Rows of each kind that are looked through for one overview, the newest. */
export const MAX_OVERVIEW_ROWS = 50_000;
const MAX_STORES = 500;
/** One more is read than counts, to see that there is one. */
const ROW_LIMIT = MAX_OVERVIEW_ROWS + 1;
/** Ids tell the time of their making, which may run a little ahead of the row's: they bound what is read. */
const ID_MARGIN_MS = 1_000;

/**
 * A period whose first instant is known only with the account's zone, which is read with all the rest: `earliest` and
 * `latest` are the first and the last at which it can begin, epoch ms.
 */
export type OverviewPeriod = { earliest: number; latest: number };

const quarterHour = (ms: SQL): SQL => sql`${ms} / ${sql.raw(String(QUARTER_HOUR_MS))}`;

/** Into which class a time falls, by where the classes end. */
const classOf = (bounds: readonly number[]): SQL =>
  sql`case ${sql.join(
    bounds.map((bound, i) => sql`when ended_at - started_at < ${bound} then ${sql.raw(String(i))}`),
    sql` `,
  )} else ${sql.raw(String(bounds.length))} end`;

/** The statements for what an account's last days come to; `bounds` say where the classes of reply times end, in ms. */
export function selectOverview(
  db: Database,
  accountId: string,
  { earliest, latest }: OverviewPeriod,
  bounds: readonly number[],
) {
  const first = (prefix: 'ord' | 'req' | 'psh' | 'chg') => lowestId(prefix, earliest - ID_MARGIN_MS);
  const settled = Math.ceil(latest / QUARTER_HOUR_MS);
  /** Past the last instant at which the period can begin quarters need not be told apart. */
  const quarterOf = (ms: SQL): SQL => sql`min(${quarterHour(ms)}, ${settled})`;
  const quarterOfRequest = (id: SQL): SQL =>
    sql`case when ${id} >= ${lowestId('req', settled * QUARTER_HOUR_MS + ID_MARGIN_MS)} then ${settled}
      else (select ${quarterOf(sql`created_at`)} from requests where request_id = ${id}) end`;

  /** Sums in two parts, which add up exactly where one sum would not fit SQLite's integers. */
  const selectCharges = (quarter: SQL, which: SQL) =>
    db
      .select({
        quarter: sql<number | null>`quarter`,
        kind: sql<string>`kind`,
        currency: sql<string>`currency`,
        charges: sql<number>`count(*)`,
        units: sql<number>`sum(amount / 1000000)`,
        millionths: sql<number>`sum(amount % 1000000)`,
      })
      .from(
        sql`(select ${quarter} as quarter, kind, currency, amount from (
          select request_id as cause_id, kind, currency, amount, created_at as charged_at from charges
          where account_id = ${accountId} and ${which} order by request_id desc, charge_id desc limit ${ROW_LIMIT}))`,
      )
      .groupBy(sql`quarter, kind, currency`);

  return [
    db
      .select({ quarter: sql<number>`quarter`, orders: sql<number>`count(*)` })
      .from(
        sql`(select ${quarterHour(sql`created_at`)} as quarter from orders where account_id = ${accountId}
          and id >= ${first('ord')} order by id desc limit ${ROW_LIMIT})`,
      )
      .groupBy(sql`quarter`),
    db
      .select({
        quarter: sql<number>`quarter`,
        status: sql<RequestRow['status']>`status`,
        outcome: sql<string | null>`outcome`,
        requests: sql<number>`count(*)`,
      })
      .from(
        sql`(select ${quarterHour(sql`created_at`)} as quarter, status, outcome from requests where account_id = ${accountId}
          and request_id >= ${first('req')} order by request_id desc limit ${ROW_LIMIT})`,
      )
      .groupBy(sql`quarter, status, outcome`),
    db
      .select({
        quarter: sql<number | null>`quarter`,
        timeClass: sql<number | null>`time_class`,
        steps: sql<number>`count(*)`,
      })
      .from(
        sql`(select ${quarterOfRequest(sql`run_id`)} as quarter,
            case when kind <> 'wait_for_reply' or ended_at is null or result ->> '$.message_id' is null then null
              else ${classOf(bounds)} end as time_class
          from (select request_id as run_id, kind, result, started_at, ended_at from request_steps
            where account_id = ${accountId} and request_id >= ${first('req')}
            order by request_id desc, seq desc limit ${ROW_LIMIT}))`,
      )
      .groupBy(sql`quarter, time_class`),
    db
      .select({
        quarter: sql<number>`quarter`,
        storeId: sql<string>`id_store`,
        state: sql<Push['state']>`state`,
        pushes: sql<number>`count(*)`,
      })
      .from(
        sql`(select ${quarterOf(sql`created_at`)} as quarter, id_store, state from pushes where account_id = ${accountId}
          and push_id >= ${first('psh')} order by push_id desc limit ${ROW_LIMIT})`,
      )
      .groupBy(sql`quarter, id_store, state`),
    db
      .select({
        quarter: sql<number>`quarter`,
        storeId: sql<string>`id_store`,
        attempts: sql<number>`count(*)`,
        failed: sql<number>`count(error)`,
      })
      .from(
        sql`(select ${quarterOf(sql`created_at`)} as quarter, id_store, error from
          (select push_id as tried_id, error from push_attempts where account_id = ${accountId}
            and push_id >= ${first('psh')} order by push_id desc limit ${ROW_LIMIT})
          cross join pushes on push_id = tried_id)`,
      )
      .groupBy(sql`quarter, id_store`),
    db
      .select({ storeId: stores.storeId, name: stores.name, pausedAt: stores.pausedAt, deletedAt: stores.deletedAt })
      .from(stores)
      .where(eq(stores.accountId, accountId))
      .orderBy(desc(stores.storeId))
      .limit(MAX_STORES),
    selectCharges(quarterOfRequest(sql`cause_id`), sql`request_id >= ${first('req')}`),
    selectCharges(quarterOf(sql`charged_at`), sql`request_id is null and charge_id >= ${first('chg')}`),
  ] as const;
}
