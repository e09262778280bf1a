import { and, desc, eq, lt } from 'drizzle-orm';
import { runBatch } from './batch';
import { type Database, writeUnlessExists } from './database';
import { type IdempotencyRecord, insertIdempotencyRecord } from './idempotency';
import { type PageParams, trimPage } from './page';
import { insertRequests } from './request-statements';
import type { RequestRow } from './requests';
import { orders } from './schema';

export type Order = typeof orders.$inferSelect;

export const ordersRepository = (db: Database) => ({
  /** Inserts an order and the requests that it starts; false if the store has an order of this id already. */
  async insertWithRequests({
    order,
    started,
    idempotencyRecord,
  }: {
    order: Order;
    started: RequestRow[];
    idempotencyRecord: IdempotencyRecord | null;
  }): Promise<boolean> {
    return writeUnlessExists([orders.accountId, orders.storeId, orders.orderId], () =>
      runBatch(db, {
        order: db.insert(orders).values(order),
        idempotency: insertIdempotencyRecord(db, idempotencyRecord),
        started: insertRequests(db, started),
      }),
    );
  },

  async find(accountId: string, id: string): Promise<Order | undefined> {
    return db
      .select()
      .from(orders)
      .where(and(eq(orders.accountId, accountId), eq(orders.id, id)))
      .get();
  },

  async findByOrderId(accountId: string, storeId: string, orderId: string): Promise<Order | undefined> {
    return db
      .select()
      .from(orders)
      .where(and(eq(orders.accountId, accountId), eq(orders.storeId, storeId), eq(orders.orderId, orderId)))
      .get();
  },

  /** Returns the merchant's id of a store's newest order if it is among the account's newest 200 orders, else null. */
  async findNewestOrderId(accountId: string, storeId: string): Promise<string | null> {
    const newest = db
      .select({ storeId: orders.storeId, orderId: orders.orderId, id: orders.id })
      .from(orders)
      .where(eq(orders.accountId, accountId))
      .orderBy(desc(orders.id))
      .limit(200)
      .as('newest');
    const row = await db
      .select({ orderId: newest.orderId })
      .from(newest)
      .where(eq(newest.storeId, storeId))
      .orderBy(desc(newest.id))
      .get();
    return row?.orderId ?? null;
  },

  async list(accountId: string, { limit, after }: PageParams) {
    const rows = await db
      .select()
      .from(orders)
      .where(and(eq(orders.accountId, accountId), after ? lt(orders.id, after) : undefined))
      .orderBy(desc(orders.id))
      .limit(limit + 1);
    return trimPage(rows, limit);
  },
});

export type OrdersRepository = ReturnType<typeof ordersRepository>;
