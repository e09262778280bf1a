import { sql } from 'drizzle-orm';
import { orderAliasesOf } from '../shared/order-aliases';
import type { Database } from './database';
import { orders, shipmentAliases } from './schema';

type OrderRow = Pick<typeof orders.$inferSelect, 'accountId' | 'storeId' | 'orderId' | 'orderNumber'>;

/**
 * Selects those of these orders for which shipments wait, whose events came before the order. In the batch that writes the
 * orders, it finds every shipment that was written before.
 */
export function selectAwaited(db: Database, written: OrderRow[]) {
  const names = written.flatMap(({ accountId, storeId, orderId, orderNumber }) =>
    orderAliasesOf({ ids: [orderId], numbers: orderNumber === null ? [] : [orderNumber] }).map((alias) => [
      accountId,
      storeId,
      alias,
      orderId,
    ]),
  );
  return db
    .select({
      accountId: orders.accountId,
      storeId: orders.storeId,
      orderId: orders.orderId,
      orderNumber: orders.orderNumber,
    })
    .from(orders)
    .where(
      sql`${orders.id} in (select o.id from json_each(${JSON.stringify(names)}) k
        join ${shipmentAliases} a on a.account_id = k.value ->> 0 and a.alias = k.value ->> 2 and a.id_store = k.value ->> 1
          and a.order_id = ''
        join ${orders} o on o.account_id = k.value ->> 0 and o.id_store = k.value ->> 1 and o.order_id = k.value ->> 3)`,
    );
}
