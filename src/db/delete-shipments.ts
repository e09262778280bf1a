import { and, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Database } from './database';
import { orders, shipmentAliases, shipmentEvents, shipments } from './schema';

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
