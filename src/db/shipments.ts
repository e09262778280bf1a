import { and, asc, desc, eq, inArray, isNotNull, lt, lte, type SQL, sql } from 'drizzle-orm';
import { runBatch } from './batch';
import { type Database, fromExcluded, jsonList, selectsFromJson, writeUnlessConflicts } from './database';
import { type IdempotencyRecord, insertIdempotencyRecord } from './idempotency';
import type { Order } from './orders';
import { type PageParams, trimPage } from './page';
import { orders, shipmentAliases, shipmentEvents, shipments } from './schema';
import { type ShipmentQuery, selectShipmentContext } from './shipment-context';

export type Shipment = typeof shipments.$inferSelect;
export type ShipmentAlias = typeof shipmentAliases.$inferSelect;
export type ShipmentEventRow = typeof shipmentEvents.$inferSelect;

export type ShipmentsWrite = {
  shipments: Shipment[];
  /** Aliases that are new. */
  aliases: ShipmentAlias[];
  /** New events, and events whose verdict has changed. */
  events: ShipmentEventRow[];
  /** Shipments whose order has come: their aliases without an order are replaced by `aliases`. */
  matched: string[];
};

export type ShipmentFilter = {
  /** The ids under which the order may be stored. */
  orderIds?: string[];
  storeId?: string;
  state?: Shipment['state'];
  trackingAlias?: string;
  heldUntilBefore?: number;
};

const SHIPMENT_CHANGES = [
  'orderId',
  'carrier',
  'trackingNumber',
  'trackingUrl',
  'fulfillmentGid',
  'state',
  'stateAt',
  'attempts',
  'hold',
  'heldUntil',
  'delayed',
  'problem',
  'disputed',
  'isShared',
  'expectedAt',
  'eventCount',
  'updatedAt',
] as const;

/** Returns the statements of a write, to run in one batch with those of what it starts. */
export const shipmentStatements = (db: Database, write: ShipmentsWrite) => ({
  shipments: selectsFromJson(shipments, write.shipments).map((values) =>
    db
      .insert(shipments)
      .select(values)
      .onConflictDoUpdate({
        target: shipments.shipmentId,
        set: fromExcluded(shipments, SHIPMENT_CHANGES),
        // A write without new events must not undo one that came in between.
        setWhere: lte(shipments.eventCount, sql`excluded.event_count`),
      }),
  ),
  unmatchedAliases:
    write.matched.length === 0
      ? []
      : [
          db
            .delete(shipmentAliases)
            .where(and(inArray(shipmentAliases.shipmentId, jsonList(write.matched)), eq(shipmentAliases.orderId, ''))),
        ],
  aliases: selectsFromJson(shipmentAliases, write.aliases).map((values) => db.insert(shipmentAliases).select(values)),
  events: selectsFromJson(shipmentEvents, write.events).map((values) =>
    db
      .insert(shipmentEvents)
      .select(values)
      .onConflictDoUpdate({
        target: shipmentEvents.eventId,
        set: fromExcluded(shipmentEvents, ['applied', 'why', 'triggered']),
      }),
  ),
});

/** Another write has taken the next number of a shipment's events, an event's key or a parcel's alias. */
const CONFLICTS = [
  [shipmentEvents.shipmentId, shipmentEvents.seq],
  [shipmentEvents.accountId, shipmentEvents.storeId, shipmentEvents.source, shipmentEvents.dedupeKey],
  [shipmentAliases.accountId, shipmentAliases.alias, shipmentAliases.storeId, shipmentAliases.orderId],
];

/** The prefix of the alias by which a parcel without an order names it. */
const ORDER_ALIAS = 'order:';

const hasAlias = (accountId: string, name: string): SQL =>
  sql`${shipments.shipmentId} in (select a.shipment_id from ${shipmentAliases} a
    where a.account_id = ${accountId} and a.alias = ${name})`;

/** Parcels of the order, also those that were kept because the order is not here. */
const isOfOrder = (accountId: string, orderIds: string[]): SQL =>
  sql`${shipments.shipmentId} in (
    select o.shipment_id from json_each(${JSON.stringify(orderIds)}) k join ${shipments} o
      on o.account_id = ${accountId} and o.order_id = k.value
    union select a.shipment_id from json_each(${JSON.stringify(orderIds.map((id) => `${ORDER_ALIAS}${id}`))}) k
      join ${shipmentAliases} a on a.account_id = ${accountId} and a.alias = k.value and a.order_id = '')`;

const matching = (accountId: string, filter: ShipmentFilter): SQL | undefined =>
  and(
    eq(shipments.accountId, accountId),
    filter.orderIds === undefined ? undefined : isOfOrder(accountId, filter.orderIds),
    filter.storeId === undefined ? undefined : eq(shipments.storeId, filter.storeId),
    filter.state === undefined ? undefined : eq(shipments.state, filter.state),
    filter.trackingAlias === undefined ? undefined : hasAlias(accountId, filter.trackingAlias),
    filter.heldUntilBefore === undefined
      ? undefined
      : and(isNotNull(shipments.heldUntil), lt(shipments.heldUntil, filter.heldUntilBefore)),
  );

export const shipmentsRepository = (db: Database) => ({
  /** Returns the orders, shipments and earlier events that reports may be about; one round trip. */
  async loadContext(queries: ShipmentQuery[]) {
    return runBatch(db, selectShipmentContext(db, queries));
  },

  /**
   * Writes events, what follows from them, the orders that came with them and the record of the call, in one round trip; false,
   * with nothing written, if another write came first. Fails if the idempotency key has been used.
   */
  async write(
    write: ShipmentsWrite,
    { orders: brought, idempotencyRecord }: { orders: Order[]; idempotencyRecord: IdempotencyRecord | null },
  ): Promise<boolean> {
    return writeUnlessConflicts(CONFLICTS, () =>
      runBatch(db, {
        orders: selectsFromJson(orders, brought).map((values) =>
          db
            .insert(orders)
            .select(values)
            .onConflictDoNothing({ target: [orders.accountId, orders.storeId, orders.orderId] }),
        ),
        ...shipmentStatements(db, write),
        idempotency: insertIdempotencyRecord(db, idempotencyRecord),
      }),
    );
  },

  /** Returns a shipment with its events, the first that came first. */
  async findWithEvents(accountId: string, shipmentId: string) {
    const { found, events } = await runBatch(db, {
      found: db
        .select()
        .from(shipments)
        .where(and(eq(shipments.shipmentId, shipmentId), eq(shipments.accountId, accountId))),
      events: db
        .select()
        .from(shipmentEvents)
        .where(and(eq(shipmentEvents.shipmentId, shipmentId), eq(shipmentEvents.accountId, accountId)))
        .orderBy(asc(shipmentEvents.seq)),
    });
    return { shipment: found[0], events };
  },

  /** Returns a page of shipments, newest first. */
  async list(accountId: string, filter: ShipmentFilter, { limit, after }: PageParams) {
    const rows = await db
      .select()
      .from(shipments)
      .where(and(matching(accountId, filter), after ? lt(shipments.shipmentId, after) : undefined))
      .orderBy(desc(shipments.shipmentId))
      .limit(limit + 1);
    return trimPage(rows, limit);
  },
});

export type ShipmentsRepository = ReturnType<typeof shipmentsRepository>;
