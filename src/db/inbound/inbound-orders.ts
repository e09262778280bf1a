import { and, asc, eq, inArray, isNotNull, lte, sql } from 'drizzle-orm';
import type { AccountEvent } from '../events/events';
import { upsertInboundEvents } from '../events/inbound-events';
import { type OrderEventQuery, selectOrderContext } from '../orders/order-context';
import type { Order } from '../orders/orders';
import { selectAwaited } from '../orders/waiting-shipments';
import { cancelRequests, type EndedRequests, insertRequests } from '../requests/request-statements';
import type { RequestRow } from '../requests/requests';
import { orders, stores } from '../schema';
import { runBatch } from '../sql/batch';
import { type Database, fromExcluded, jsonList, selectsFromJson } from '../sql/database';

export type OrdersWrite = {
  events: AccountEvent[];
  orders: Order[];
  /** Stored orders whose deliveries came again. */
  repeated: Order[];
  started: RequestRow[];
  ended: EndedRequests[];
  webhooksSeen: WebhookSeen[];
};
/** When the last webhook of a store came, and the last one that was made by hand although the app has webhooks. */
export type WebhookSeen = { storeId: string; at: number; byHandAt: number | null };

/** The columns that the shop determines. The id and the creation time stay as they are. */
const SHOP_COLUMNS = [
  'source',
  'orderNumber',
  'userKey',
  'phone',
  'customer',
  'currency',
  'total',
  'paymentMethod',
  'shippingAddress',
  'items',
  'tags',
  'financialStatus',
  'fulfillmentStatus',
  'details',
  'cancelledAt',
  'placedAt',
  'updatedAt',
  'reconciledUpTo',
  'rawEventId',
  'rawUntil',
] as const;

/** Returns the statements that insert orders, or update those whose stored change is not newer. */
const upsertOrders = (db: Database, rows: Order[]) =>
  selectsFromJson(orders, rows).map((values) =>
    db
      .insert(orders)
      .select(values)
      .onConflictDoUpdate({
        target: [orders.accountId, orders.storeId, orders.orderId],
        set: {
          ...fromExcluded(orders, SHOP_COLUMNS),
          creationSeenAt: sql`coalesce(${orders.creationSeenAt}, excluded.creation_seen_at)`,
        },
        setWhere: lte(orders.updatedAt, sql`excluded.updated_at`),
      }),
  );

export const inboundOrdersRepository = (db: Database) => ({
  /** Returns the earlier events, the orders, and the flows and requests that these events may act on; one round trip. */
  async loadContext(queries: OrderEventQuery[]) {
    return runBatch(db, selectOrderContext(db, queries));
  },

  /**
   * Writes the effects of order events in one round trip: each event once by dedupe key and by delivery, and no older change
   * over a newer one. Fails as a whole if an event with another dedupe key has taken a delivery's id in the meantime. Returns
   * the started requests, the released pushes, and the orders for which shipments wait.
   */
  async write(
    { events: rows, orders: changed, repeated, started, ended, webhooksSeen }: OrdersWrite,
    now: number,
    visibleAt: number,
  ) {
    const results = await runBatch(db, {
      started: insertRequests(db, started),
      cancelled: ended.map((each) => cancelRequests(db, { ...each, now, visibleAt })),
      orders: upsertOrders(db, changed),
      events: upsertInboundEvents(db, rows),
      awaited: selectAwaited(db, [...changed, ...repeated]),
      webhooksSeen: webhooksSeen.map(({ storeId, at, byHandAt }) =>
        db
          .update(stores)
          .set({
            webhookSeenAt: sql`max(coalesce(${stores.webhookSeenAt}, 0), ${at})`,
            ...(byHandAt === null
              ? {}
              : { handMadeSeenAt: sql`max(coalesce(${stores.handMadeSeenAt}, 0), ${byHandAt})` }),
          })
          .where(eq(stores.storeId, storeId)),
      ),
    });
    return {
      startedIds: new Set(results.started.flat().map(({ requestId }) => requestId)),
      released: results.cancelled.flatMap(({ released }) => released),
      awaited: results.awaited,
    };
  },

  /** Returns the last applied change of these orders of a store, and when their creation was ingested. */
  async findVersions(accountId: string, storeId: string, orderIds: string[]) {
    return db
      .select({ orderId: orders.orderId, updatedAt: orders.updatedAt, creationSeenAt: orders.creationSeenAt })
      .from(orders)
      .where(
        sql`${orders.id} in (select o.id from json_each(${JSON.stringify(orderIds)}) k join ${orders} o
          on o.account_id = ${accountId} and o.id_store = ${storeId} and o.order_id = k.value)`,
      );
  },

  /** Returns up to `limit` orders whose payload has expired, with the events that brought it. */
  async listExpiredPayloads(now: number, limit: number) {
    return db
      .select({ id: orders.id, rawEventId: orders.rawEventId })
      .from(orders)
      .where(and(isNotNull(orders.rawUntil), lte(orders.rawUntil, now)))
      .orderBy(asc(orders.rawUntil))
      .limit(limit);
  },

  /** Removes the references to deleted payloads. */
  async clearPayloads(ids: string[]): Promise<void> {
    await db
      .update(orders)
      .set({ rawEventId: null, rawUntil: null })
      .where(inArray(orders.id, jsonList(ids)));
  },
});

export type InboundOrdersRepository = ReturnType<typeof inboundOrdersRepository>;
