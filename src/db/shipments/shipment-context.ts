import { inArray, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type EventKeys, selectAccounts, selectFlowsOn, selectSeen, selectWatching } from '../orders/order-context';
import { orders, shipmentAliases, shipmentEvents, shipments } from '../schema';
import { type Database, jsonList } from '../sql/database';

/** What a report names: its store, its parcel's aliases and fulfillment, its order, and the ids of its events. */
export type ShipmentQuery = {
  accountId: string;
  storeId: string;
  aliases: string[];
  fulfillmentGid: string | null;
  orderIds: string[];
  orderNumbers: string[];
  source: string;
  sourceKey: string | null;
  /** The report is about a way back, whose number may not be known yet: it may be about any parcel of the order. */
  isReturnLeg: boolean;
};

const [a, e, o, s] = [
  alias(shipmentAliases, 'a'),
  alias(shipmentEvents, 'e'),
  alias(orders, 'o'),
  alias(shipments, 's'),
];

/** Returns `[account, store, …]` for each value, as a JSON list without repetitions. */
const refs = <Query extends Pick<ShipmentQuery, 'accountId' | 'storeId'>>(
  queries: Query[],
  valuesOf: (query: Query) => string[][],
): string =>
  JSON.stringify([
    ...new Map(
      queries.flatMap((query) =>
        valuesOf(query).map((values) => {
          const ref = [query.accountId, query.storeId, ...values];
          return [JSON.stringify(ref), ref] as const;
        }),
      ),
    ).values(),
  ]);

/** Returns a select of the ids of the shipments that the reports may be about; for one that was replaced, of the other one. */
function shipmentsNamed(queries: ShipmentQuery[]): SQL {
  const aliases = refs(queries, (query) => query.aliases.map((each) => [each]));
  const fulfillments = refs(queries, ({ fulfillmentGid }) => (fulfillmentGid === null ? [] : [[fulfillmentGid]]));
  const returning = queries.filter(({ isReturnLeg }) => isReturnLeg);
  const found = sql`select ${a.shipmentId} from json_each(${aliases}) k join ${shipmentAliases} ${a}
      on ${a.accountId} = k.value ->> 0 and ${a.storeId} = k.value ->> 1 and ${a.alias} = k.value ->> 2
    union select ${s.shipmentId} from json_each(${fulfillments}) k join ${shipments} ${s}
      on ${s.accountId} = k.value ->> 0 and ${s.storeId} = k.value ->> 1 and ${s.fulfillmentGid} = k.value ->> 2
    union select ${s.shipmentId} from ${orders} ${o} join ${shipments} ${s} on ${s.accountId} = ${o.accountId}
      and ${s.orderId} = ${o.orderId} and ${s.storeId} = ${o.storeId} where ${o.id} in (${ordersNamed(returning)})`;
  return sql`select coalesce(${s.replacedBy}, ${s.shipmentId}) from ${shipments} ${s} where ${s.shipmentId} in (${found})`;
}

type OrderQuery = Pick<ShipmentQuery, 'accountId' | 'storeId' | 'orderIds' | 'orderNumbers'>;

/** Returns a select of the ids of the orders that reports name. */
export function ordersNamed(queries: OrderQuery[]): SQL {
  const orderIds = refs(queries, (query) => query.orderIds.map((id) => [id]));
  const orderNumbers = refs(queries, (query) => query.orderNumbers.map((number) => [number]));
  return sql`select ${o.id} from json_each(${orderIds}) k join ${orders} ${o}
      on ${o.accountId} = k.value ->> 0 and ${o.storeId} = k.value ->> 1 and ${o.orderId} = k.value ->> 2
    union select ${o.id} from json_each(${orderNumbers}) k join ${orders} ${o}
      on ${o.accountId} = k.value ->> 0 and ${o.orderNumber} = k.value ->> 2 and ${o.storeId} = k.value ->> 1`;
}

/**
 * Returns the queries for everything that reports may be about or act on: orders, shipments and their earlier events, the other
 * shipments of the orders, the accounts' flows, and the requests about the orders. `eventKeys` are those of the raw events.
 */
export function selectShipmentContext(
  db: Database,
  queries: ShipmentQuery[],
  { accountIds, eventKeys }: { accountIds: string[]; eventKeys: EventKeys[] },
) {
  const named = sql`(${shipmentsNamed(queries)})`;
  const orderIds = sql`(${ordersNamed(queries)}
    union select ${o.id} from ${shipments} ${s} join ${orders} ${o} on ${o.accountId} = ${s.accountId}
      and ${o.storeId} = ${s.storeId} and ${o.orderId} = ${s.orderId} where ${s.shipmentId} in ${named})`;
  const orderRefs = sql`(select ${o.accountId}, ${o.storeId}, ${o.orderId},
    replace(${o.orderId}, 'gid://shopify/Order/', '') as other_id from ${orders} ${o} where ${o.id} in ${orderIds})`;
  const siblings = sql`(select ${s.shipmentId} from ${orders} ${o} join ${shipments} ${s}
    on ${s.accountId} = ${o.accountId} and ${s.orderId} = ${o.orderId} and ${s.storeId} = ${o.storeId}
    where ${o.id} in ${orderIds} and ${s.replacedBy} is null)`;
  const sourceKeys = refs(queries, ({ source, sourceKey }) => (sourceKey === null ? [] : [[source, sourceKey]]));
  return {
    seen: selectSeen(db, eventKeys),
    accounts: selectAccounts(db, accountIds),
    flows: selectFlowsOn(db, jsonList(accountIds), 'shipment.*'),
    watching: selectWatching(db, orderRefs),
    orders: db.select().from(orders).where(inArray(orders.id, orderIds)),
    siblings: db.select().from(shipments).where(inArray(shipments.shipmentId, siblings)),
    shipments: db.select().from(shipments).where(sql`${shipments.shipmentId} in ${named}`),
    aliases: db.select().from(shipmentAliases).where(sql`${shipmentAliases.shipmentId} in ${named}`),
    replaced: db
      .select({ shipmentId: shipments.shipmentId, replacedBy: sql<string>`${shipments.replacedBy}`.as('replaced_by') })
      .from(shipments)
      .where(sql`${shipments.replacedBy} in ${named}`),
    events: db
      .select()
      .from(shipmentEvents)
      .where(
        sql`${shipmentEvents.shipmentId} in (${shipmentsNamed(queries)}
          union select ${s.shipmentId} from ${shipments} ${s} where ${s.replacedBy} in ${named})`,
      ),
    known: db
      .select({
        accountId: shipmentEvents.accountId,
        storeId: shipmentEvents.storeId,
        source: shipmentEvents.source,
        dedupeKey: shipmentEvents.dedupeKey,
        eventId: shipmentEvents.eventId,
        shipmentId: shipmentEvents.shipmentId,
      })
      .from(shipmentEvents)
      .where(
        sql`${shipmentEvents.eventId} in (select ${e.eventId} from json_each(${sourceKeys}) k join ${shipmentEvents} ${e}
          on ${e.accountId} = k.value ->> 0 and ${e.storeId} = k.value ->> 1 and ${e.source} = k.value ->> 2
            and ${e.dedupeKey} = k.value ->> 3)`,
      ),
  };
}
