import { and, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import { lowestId } from '../../shared/crypto/ids';
import { hasUnexpectedError } from '../requests/request-search';
import { channels, orders, pushes, requests, stores } from '../schema';
import type { Database } from '../sql/database';

/** The newest failures of each kind that are read. */
const MAX_FAILURES = 100;
/** The orders that the page names for each cause, and the causes. */
const MAX_ORDERS = 3;
const MAX_CAUSES = 10;
const MAX_CONNECTIONS = 10;

/** A failure: the newest of its order, with the number of orders that failed by the same cause. */
export type Failure = {
  storeId: string | null;
  code: string | null;
  requestId: string;
  objectId: string | null;
  orderNumber: string | null;
  customerName: string | null;
  at: number;
  /** The orders of the same cause. */
  affected: number;
};

/** An order by its number and its customer's name; both null if it is not here. */
const ofOrder = (value: SQL): SQL<string | null> =>
  sql<string | null>`(select ${value} from ${orders} where ${orders.accountId} = account_of_row
    and ${orders.storeId} = of_store and ${orders.orderId} = of_object)`;
const customerName = sql`trim(coalesce(${orders.customer} ->> '$.first_name', '') || ' ' || coalesce(${orders.customer} ->> '$.last_name', ''))`;

/** Selects what failed and what does not work, with the orders that it affects, for an owner to fix. */
export function selectToFix(db: Database, accountId: string, failedSince: number) {
  /**
   * Selects the orders of failures in `from` (columns `account_of_row`, `of_store`, `of_object`, `of_request`, `code`, `at`), a few
   * for each cause: a value of `by`.
   */
  const selectFailures = (from: SQL, by: SQL) => {
    // The last failure of an order says why it fails now.
    const ofOrders = sql`select *, max(at) from (${from} limit ${MAX_FAILURES})
      group by ${by}, of_store, coalesce(of_object, of_request)`;
    const ranked = sql`select *, count(*) over (partition by ${by}) as affected, max(at) over (partition by ${by}) as newest,
      row_number() over (partition by ${by} order by at desc) as place from (${ofOrders})`;
    return db
      .select({
        storeId: sql<string | null>`of_store`.as('store_of_row'),
        code: sql<string | null>`code`,
        requestId: sql<string>`of_request`,
        objectId: sql<string | null>`of_object`,
        orderNumber: ofOrder(sql`${orders.orderNumber}`).as('number_of_order'),
        customerName: ofOrder(customerName).as('name_of_customer'),
        at: sql<number>`at`,
        affected: sql<number>`affected`,
      })
      .from(sql`(${ranked})`)
      .where(sql`place <= ${MAX_ORDERS}`)
      .orderBy(sql`newest desc, place`)
      .limit(MAX_ORDERS * MAX_CAUSES);
  };

  const waitingRuns = sql<number>`(select count(*) from (select 1 from ${requests}
    where ${requests.heldChannelId} = ${sql`${channels.channelId}`} limit ${MAX_FAILURES}))`;
  const waitingUpdates = sql<number>`(select count(*) from (select 1 from ${pushes}
    where ${pushes.storeId} = ${sql`${stores.storeId}`} and ${pushes.state} in ('pending', 'retrying') limit ${MAX_FAILURES}))`;
  return {
    /** Updates that will not be retried, by store. */
    updates: selectFailures(
      sql`select ${pushes.accountId} as account_of_row, ${pushes.requestId} as of_request, ${pushes.storeId} as of_store,
        ${pushes.objectId} as of_object, ${pushes.lastError} as code, ${pushes.updatedAt} as at from ${pushes}
        where ${pushes.accountId} = ${accountId} and ${pushes.state} = 'dead'
          and ${pushes.pushId} >= ${lowestId('psh', failedSince)} order by ${pushes.pushId} desc`,
      sql`of_store`,
    ),
    /** Requests that failed, by the code of their error. One that failed by its update is among the updates until that has arrived. */
    requests: selectFailures(
      sql`select ${requests.accountId} as account_of_row, ${requests.requestId} as of_request, ${requests.storeId} as of_store,
        ${requests.objectId} as of_object, ${requests.error} ->> '$.code' as code, ${requests.updatedAt} as at from ${requests}
        where ${requests.accountId} = ${accountId} and ${hasUnexpectedError}
          and ${requests.requestId} >= ${lowestId('req', failedSince)} order by ${requests.requestId} desc`,
      sql`code`,
    ),
    channels: db
      .select({
        channelId: channels.channelId,
        name: channels.name,
        reason: channels.brokenReason,
        waiting: waitingRuns.as('waiting_runs'),
      })
      .from(channels)
      .where(and(eq(channels.accountId, accountId), isNull(channels.deletedAt), isNotNull(channels.brokenAt)))
      .limit(MAX_CONNECTIONS),
    stores: db
      .select({
        storeId: stores.storeId,
        name: stores.name,
        reason: stores.pausedReason,
        waiting: waitingUpdates.as('waiting_updates'),
      })
      .from(stores)
      .where(and(eq(stores.accountId, accountId), isNull(stores.deletedAt), isNotNull(stores.pausedAt)))
      .limit(MAX_CONNECTIONS),
  };
}
