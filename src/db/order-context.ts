import { and, asc, inArray, isNotNull, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { shopifyOrderIds } from '../shared/shopify-order-id';
import { type Database, jsonList } from './database';
import { currentVersion, settingsColumn, triggerColumns, versionOfRequest } from './flows';
import { isLive } from './is-live';
import { accounts, events, flows, flowVersions, orders, requests, stores } from './schema';

/** An order event that is to be ingested. `dedupeKey` and `deliveryId` both identify it when it is delivered again. */
export type OrderEventQuery = {
  accountId: string;
  storeId: string;
  orderId: string | null;
  dedupeKey: string;
  deliveryId: string | null;
};

const [e, o, r] = [alias(events, 'e'), alias(orders, 'o'), alias(requests, 'r')];

/** The condition that the event which brought an order's payload exists, and deletes the payload when it is purged. */
const rawIsOwned = sql<number>`exists ${sql`(select 1 from ${events} ${e} where ${e.eventId} = ${orders.rawEventId})`}`;

/** Returns the ids of the live requests about these orders, under either id of a Shopify order, as a list for `in`. */
const liveRequestsAbout = (orderRefs: string): SQL => sql`(select ${r.requestId} from json_each(${orderRefs}) k
  join ${requests} ${r} on ${r.accountId} = k.value ->> 0 and ${r.objectId} in (k.value ->> 2, k.value ->> 3)
    and ${r.storeId} = k.value ->> 1
  where ${r.objectType} = 'order' and ${isLive(r)})`;

const selectSeen = (db: Database, dedupeKeys: string, deliveryIds: string) =>
  db
    .select({
      accountId: events.accountId,
      dedupeKey: events.dedupeKey,
      deliveryId: events.deliveryId,
      state: events.state,
    })
    .from(events)
    .where(
      sql`${events.eventId} in (select ${e.eventId} from json_each(${dedupeKeys}) k join ${events} ${e}
          on ${e.accountId} = k.value ->> 0 and ${e.dedupeKey} = k.value ->> 1
        union select ${e.eventId} from json_each(${deliveryIds}) k join ${events} ${e}
          on ${e.accountId} = k.value ->> 0 and ${e.deliveryId} = k.value ->> 1)`,
    );

/** Selects the requests about these orders that an order event can cancel. */
const selectWatching = (db: Database, orderRefs: string) =>
  db
    .select({
      accountId: requests.accountId,
      storeId: requests.storeId,
      orderId: sql<string>`${requests.objectId}`.as('order_id'),
      requestId: requests.requestId,
      flow: requests.flow,
      variables: requests.variables,
      dedupeKey: requests.dedupeKey,
      cancelOn: sql<string>`${triggerColumns.cancelOn.sql}`.as('cancel_on'),
      settings: settingsColumn,
    })
    .from(requests)
    .innerJoin(flowVersions, versionOfRequest)
    .where(and(inArray(requests.requestId, liveRequestsAbout(orderRefs)), isNotNull(triggerColumns.cancelOn.sql)));

/** Returns the queries for the earlier events, the orders, and the flows and requests that these events may act on. */
export function selectOrderContext(db: Database, queries: OrderEventQuery[]) {
  const dedupeKeys = JSON.stringify(queries.map(({ accountId, dedupeKey }) => [accountId, dedupeKey]));
  const deliveryIds = JSON.stringify(
    queries.flatMap(({ accountId, deliveryId }) => (deliveryId === null ? [] : [[accountId, deliveryId]])),
  );
  const orderRefs = JSON.stringify(
    queries.flatMap(({ accountId, storeId, orderId }) =>
      orderId === null ? [] : [[accountId, storeId, orderId, shopifyOrderIds(orderId)[1] ?? orderId]],
    ),
  );
  const accountIds = jsonList([...new Set(queries.map(({ accountId }) => accountId))]);
  return {
    known: selectSeen(db, dedupeKeys, deliveryIds),
    orders: db
      .select({ order: orders, rawIsOwned: rawIsOwned.as('owned') })
      .from(orders)
      .where(
        sql`${orders.id} in (select ${o.id} from json_each(${orderRefs}) k join ${orders} ${o}
          on ${o.accountId} = k.value ->> 0 and ${o.storeId} = k.value ->> 1 and ${o.orderId} = k.value ->> 2)`,
      ),
    accounts: db.select().from(accounts).where(inArray(accounts.accountId, accountIds)),
    stores: db
      .select({ storeId: stores.storeId, createdAt: stores.createdAt })
      .from(stores)
      .where(sql`${stores.storeId} in (select k.value ->> 1 from json_each(${orderRefs}) k)`),
    flows: db
      .select({
        accountId: flows.accountId,
        on: flows.triggerOn,
        key: flows.key,
        version: flows.version,
        ...triggerColumns,
      })
      .from(flows)
      .innerJoin(flowVersions, currentVersion)
      .where(
        and(inArray(flows.accountId, accountIds), sql`${flows.active} = 1`, sql`${flows.triggerOn} glob 'order.*'`),
      )
      .orderBy(asc(flows.createdAt), asc(flows.key)),
    watching: selectWatching(db, orderRefs),
  };
}
