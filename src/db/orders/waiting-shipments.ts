import { sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { orderAliasesOf } from '../../shared/orders/order-aliases';
import { orders, shipmentAliases } from '../schema';
import type { Database } from '../sql/database';

/** The columns that name an order to the shipments that wait for it. */
const ORDER_NAMES = {
  accountId: orders.accountId,
  storeId: orders.storeId,
  orderId: orders.orderId,
  orderNumber: orders.orderNumber,
};
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
    .select(ORDER_NAMES)
    .from(orders)
    .where(
      sql`${orders.id} in (select o.id from json_each(${JSON.stringify(names)}) k
        join ${shipmentAliases} a on a.account_id = k.value ->> 0 and a.alias = k.value ->> 2 and a.id_store = k.value ->> 1
          and a.order_id = ''
        join ${orders} o on o.account_id = k.value ->> 0 and o.id_store = k.value ->> 1 and o.order_id = k.value ->> 3)`,
    );
}

const [a, o] = [alias(shipmentAliases, 'a'), alias(orders, 'o')];

/**
 * Selects up to `limit` orders that are here and for which shipments still wait, as `findOrderOf` would find them: by the id that a
 * shipment names, else by the number, if it fits one order.
 */
export function selectStillAwaited(db: Database, limit: number) {
  const named = (prefix: 'order' | 'order_number', column: typeof orders.orderId | typeof orders.orderNumber) => sql`
    select ${a.shipmentId} as shipment, ${o.id} as id, ${prefix === 'order' ? 1 : 0} as by_id
      from ${shipmentAliases} ${a} join ${orders} ${o} on ${o.accountId} = ${a.accountId} and ${o.storeId} = ${a.storeId}
        and o.${sql.identifier(column.name)} = substr(${a.alias}, ${prefix.length + 2})
      where ${a.orderId} = '' and ${a.alias} >= ${`${prefix}:`} and ${a.alias} < ${`${prefix};`}`;
  return db
    .select(ORDER_NAMES)
    .from(orders)
    .where(
      sql`${orders.id} in (select coalesce(max(case by_id when 1 then id end), max(id))
        from (${named('order', orders.orderId)} union all ${named('order_number', orders.orderNumber)})
        group by shipment
        having count(distinct case by_id when 1 then id end) = 1 or (max(by_id) = 0 and count(distinct id) = 1)
        limit ${limit})`,
    );
}
