import { and, asc, inArray, isNotNull, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { shopifyOrderIds } from '../../shared/orders/shopify-order-id';
import { currentVersion, settingsColumn, triggerColumns, versionOfRequest } from '../flows/flows';
import { accounts, events, flows, flowVersions, orders, requests, shipments, stores } from '../schema';
import { type Database, jsonList } from '../sql/database';
import { isLive } from '../sql/is-live';

/** An order event that is to be ingested. `dedupeKey` and `deliveryId` both identify it when it is delivered again. */
export type OrderEventQuery = {
  accountId: string;
  storeId: string;
  orderId: string | null;
  dedupeKey: string;
  deliveryId: string | null;
};

const [e, o, r, s] = [alias(events, 'e'), alias(orders, 'o'), alias(requests, 'r'), alias(shipments, 's')];

/** The condition that the event which brought an order's payload exists, and deletes the payload when it is purged. */
const rawIsOwned = sql<number>`exists ${sql`(select 1 from ${events} ${e} where ${e.eventId} = ${orders.rawEventId})`}`;

/**
 * Returns the ids of the live requests about these orders, as a list for `in`. `orderRefs` is a table with the columns
 * `account_id`, `id_store`, `order_id` and `other_id`, the other id of a Shopify order.
 */
const liveRequestsAbout = (orderRefs: SQL): SQL => sql`(select ${r.requestId} from ${orderRefs} k
  join ${requests} ${r} on ${r.accountId} = k.account_id and ${r.objectId} in (k.order_id, k.other_id)
    and ${r.storeId} = k.id_store
  where ${r.objectType} = 'order' and ${isLive(r)})`;

/** The keys that identify a raw event when it is delivered again. */
export type EventKeys = Pick<OrderEventQuery, 'accountId' | 'dedupeKey' | 'deliveryId'>;

/** Selects the raw events that have come before. */
export function selectSeen(db: Database, keys: EventKeys[]) {
  const dedupeKeys = JSON.stringify(keys.map(({ accountId, dedupeKey }) => [accountId, dedupeKey]));
  const deliveryIds = JSON.stringify(
    keys.flatMap(({ accountId, deliveryId }) => (deliveryId === null ? [] : [[accountId, deliveryId]])),
  );
  return db
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
}

/** Selects the shipments of these orders, oldest first. `orderRefs` as above. */
const selectShipmentsOf = (db: Database, orderRefs: SQL) =>
  db
    .select()
    .from(shipments)
    .where(
      sql`${shipments.shipmentId} in (select ${s.shipmentId} from ${orderRefs} k join ${shipments} ${s}
        on ${s.accountId} = k.account_id and ${s.orderId} = k.order_id and ${s.storeId} = k.id_store
        where ${s.replacedBy} is null)`,
    )
    .orderBy(asc(shipments.shipmentId));

/** Selects the live requests about these orders that an event can cancel. `orderRefs` as above. */
export const selectWatching = (db: Database, orderRefs: SQL) =>
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

export const selectAccounts = (db: Database, accountIds: string[]) =>
  db
    .select()
    .from(accounts)
    .where(inArray(accounts.accountId, jsonList(accountIds)));

/** Selects the active flows of accounts that events of this kind (a glob) can start, oldest first. */
export const selectFlowsOn = (db: Database, accountIds: SQL, events: 'order.*' | 'shipment.*') =>
  db
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
      and(
        inArray(flows.accountId, accountIds),
        sql`${flows.active} = 1`,
        sql`${flows.triggerOn} glob ${sql.raw(`'${events}'`)}`,
      ),
    )
    .orderBy(asc(flows.createdAt), asc(flows.key));

/** Returns the queries for the earlier events, the orders, and the flows and requests that these events may act on. */
export function selectOrderContext(db: Database, queries: OrderEventQuery[]) {
  const orderRefs = JSON.stringify(
    queries.flatMap(({ accountId, storeId, orderId }) =>
      orderId === null ? [] : [[accountId, storeId, orderId, shopifyOrderIds(orderId)[1] ?? orderId]],
    ),
  );
  const refTable = sql`(select value ->> 0 as account_id, value ->> 1 as id_store, value ->> 2 as order_id,
    value ->> 3 as other_id from json_each(${orderRefs}))`;
  const accountIds = [...new Set(queries.map(({ accountId }) => accountId))];
  return {
    known: selectSeen(db, queries),
    orders: db
      .select({ order: orders, rawIsOwned: rawIsOwned.as('owned') })
      .from(orders)
      .where(
        sql`${orders.id} in (select ${o.id} from json_each(${orderRefs}) k join ${orders} ${o}
          on ${o.accountId} = k.value ->> 0 and ${o.storeId} = k.value ->> 1 and ${o.orderId} = k.value ->> 2)`,
      ),
    accounts: selectAccounts(db, accountIds),
    stores: db
      .select({ storeId: stores.storeId, kind: stores.kind, createdAt: stores.createdAt })
      .from(stores)
      .where(sql`${stores.storeId} in (select k.value ->> 1 from json_each(${orderRefs}) k)`),
    flows: selectFlowsOn(db, jsonList(accountIds), 'order.*'),
    shipments: selectShipmentsOf(db, refTable),
    watching: selectWatching(db, refTable),
  };
}
