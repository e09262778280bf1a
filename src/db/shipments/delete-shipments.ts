import { and, eq, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { orders, shipmentAliases, shipmentEvents, shipments } from '../schema';
import { type Database, jsonList } from '../sql/database';

const s = alias(shipments, 's');

/** Returns the statements that delete the shipments of the account's orders with this condition, before the orders, by table. */
export function deleteShipmentsOf(db: Database, accountId: string, isChosen: SQL | undefined) {
  const chosen = sql`(select ${s.shipmentId} from ${orders} join ${shipments} ${s} on ${s.accountId} = ${orders.accountId}
      and ${s.orderId} = ${orders.orderId} and ${s.storeId} = ${orders.storeId}
    where ${and(eq(orders.accountId, accountId), isChosen)})`;
  return {
    shipment_events: db.delete(shipmentEvents).where(sql`${shipmentEvents.shipmentId} in ${chosen}`),
    shipment_aliases: db.delete(shipmentAliases).where(sql`${shipmentAliases.shipmentId} in ${chosen}`),
    shipments: db.delete(shipments).where(sql`${shipments.shipmentId} in ${chosen}`),
  };
}

/**
 * The condition that a parcel's order has not come, and that nothing has been reported about it since an instant. One that was replaced
 * expires after the one that has replaced it.
 */
export const keptShipmentIsExpired = (before: number): SQL =>
  sql`(${isNull(shipments.orderId)} and ${lt(shipments.createdAt, before)} and ${lt(shipments.updatedAt, before)}
    and not exists (select 1 from ${shipments} ${s} where ${s.shipmentId} = ${shipments.replacedBy}))`;

/** Returns the statements that delete those of the given shipments that are expired, by table. */
export function deleteKeptShipments(db: Database, accountId: string, ids: string[], before: number) {
  const chosen = and(
    eq(shipments.accountId, accountId),
    inArray(shipments.shipmentId, jsonList(ids)),
    keptShipmentIsExpired(before),
  );
  const expired = db.select({ id: shipments.shipmentId }).from(shipments).where(chosen);
  return {
    shipment_events_alone: db.delete(shipmentEvents).where(inArray(shipmentEvents.shipmentId, expired)),
    shipment_aliases_alone: db.delete(shipmentAliases).where(inArray(shipmentAliases.shipmentId, expired)),
    shipments_alone: db.delete(shipments).where(chosen),
  };
}
