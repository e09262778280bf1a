import { and, asc, desc, eq, inArray, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm';
import { alias, QueryBuilder } from 'drizzle-orm/sqlite-core';
import { shipmentAliases, shipmentEvents, shipments } from '../schema';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { type PageParams, trimPage } from '../sql/page';
import { preparedSelect, runPreparedSelects } from '../sql/prepared-select';
import type { SqlValue } from '../sql/sql-value';

export type Shipment = typeof shipments.$inferSelect;
export type ShipmentAlias = typeof shipmentAliases.$inferSelect;
export type ShipmentEventRow = typeof shipmentEvents.$inferSelect;

export type ShipmentFilter = {
  /** The ids under which the order may be stored. */
  orderIds?: string[];
  storeId?: string;
  state?: Shipment['state'];
  trackingAlias?: string;
  heldUntilBefore?: number;
};

/** The prefix of the alias by which a parcel without an order names it. */
const ORDER_ALIAS = 'order:';

/** Unknown codes are counted among this many events, so that a count costs the same however long it has gone on. */
const MAX_COUNTED = 1_000;

const r = alias(shipments, 'r');

const hasAlias = (accountId: string, name: string): SQL =>
  sql`${shipments.shipmentId} in (select a.shipment_id from ${shipmentAliases} a
    where a.account_id = ${accountId} and a.alias = ${name})`;

/** Parcels of the order, also those that were kept because the order is not here. A UNION would read all parcels in the order of their ids. */
const isOfOrder = (accountId: string, orderIds: string[]): SQL =>
  sql`${shipments.shipmentId} in (
    select o.shipment_id from ${shipments} o where o.account_id = ${accountId} and o.order_id in ${orderIds}
    union all select a.shipment_id from ${shipmentAliases} a
      where a.account_id = ${accountId} and a.alias in ${orderIds.map((id) => `${ORDER_ALIAS}${id}`)} and a.order_id = '')`;

const matching = (accountId: string, filter: ShipmentFilter): SQL | undefined =>
  and(
    eq(shipments.accountId, accountId),
    isNull(shipments.replacedBy),
    filter.orderIds === undefined ? undefined : isOfOrder(accountId, filter.orderIds),
    filter.storeId === undefined ? undefined : eq(shipments.storeId, filter.storeId),
    filter.state === undefined ? undefined : eq(shipments.state, filter.state),
    filter.trackingAlias === undefined ? undefined : hasAlias(accountId, filter.trackingAlias),
    filter.heldUntilBefore === undefined
      ? undefined
      : and(isNotNull(shipments.heldUntil), lt(shipments.heldUntil, filter.heldUntilBefore)),
  );

/** Prepares the select of the shipments of an order, oldest first. */
export const shipmentsOfOrder = (of: { accountId: SqlValue; storeId: SqlValue; orderId: SqlValue }) =>
  preparedSelect(() =>
    new QueryBuilder()
      .select()
      .from(shipments)
      .where(
        and(
          sql`${shipments.accountId} = ${of.accountId}`,
          sql`${shipments.orderId} = ${of.orderId}`,
          sql`${shipments.storeId} = ${of.storeId}`,
          isNull(shipments.replacedBy),
        ),
      )
      .orderBy(asc(shipments.shipmentId)),
  );

const OF_ORDER = {
  listed: shipmentsOfOrder({
    accountId: sql.placeholder('accountId'),
    storeId: sql.placeholder('storeId'),
    orderId: sql.placeholder('orderId'),
  }),
};

export const shipmentsRepository = (db: Database) => ({
  /** Returns a shipment, or the one that has replaced it, with the events of both, the first that came first. */
  async findWithEvents(accountId: string, shipmentId: string) {
    const current = sql`(select coalesce(${r.replacedBy}, ${r.shipmentId}) from ${shipments} ${r}
      where ${r.shipmentId} = ${shipmentId})`;
    const all = sql`(select ${r.shipmentId} from ${shipments} ${r} where ${r.shipmentId} = ${current}
      union select ${r.shipmentId} from ${shipments} ${r} where ${r.replacedBy} = ${current})`;
    const { found, events } = await runBatch(db, {
      found: db
        .select()
        .from(shipments)
        .where(and(eq(shipments.shipmentId, current), eq(shipments.accountId, accountId))),
      events: db
        .select()
        .from(shipmentEvents)
        .where(and(inArray(shipmentEvents.shipmentId, all), eq(shipmentEvents.accountId, accountId)))
        .orderBy(asc(shipmentEvents.receivedAt), asc(shipmentEvents.seq)),
    });
    return { shipment: found[0], events };
  },

  /** Returns the shipments of an order, oldest first. */
  async listOfOrder(order: { accountId: string; storeId: string; orderId: string }) {
    return (await runPreparedSelects(db, OF_ORDER, order)).listed;
  },

  /** Returns the most frequent unknown codes among the newest events of a store, with the number of their events. */
  async countUnknownStatuses(accountId: string, storeId: string, limit: number) {
    const newest = db
      .select({ source: shipmentEvents.source, code: shipmentEvents.rawCode, text: shipmentEvents.rawText })
      .from(shipmentEvents)
      .where(
        and(
          eq(shipmentEvents.accountId, accountId),
          eq(shipmentEvents.storeId, storeId),
          sql`${shipmentEvents.isUnknown} = 1`,
        ),
      )
      .orderBy(desc(shipmentEvents.eventId))
      .limit(MAX_COUNTED)
      .as('newest');
    return db
      .select({
        source: newest.source,
        code: newest.code,
        text: sql<string | null>`max(${newest.text})`.as('some_text'),
        count: sql<number>`count(*)`.as('count'),
      })
      .from(newest)
      .groupBy(newest.source, newest.code)
      .orderBy(desc(sql`count(*)`), asc(newest.code))
      .limit(limit);
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
