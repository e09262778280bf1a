import { and, desc, eq, lt } from 'drizzle-orm';
import { type Database, unlessExists } from './database';
import { claimKey, type IdempotencyRow } from './idempotency';
import { cutPage, type Page } from './page';
import { insertRequests } from './request-statements';
import type { RequestRow } from './requests';
import { orders } from './schema';

export type Order = typeof orders.$inferSelect;

export const ordersRepository = (db: Database) => ({
  /** Writes an order together with the requests it starts; false when the store has an order of this id already. */
  async insertWithRequests({
    order,
    started,
    claim,
  }: {
    order: Order;
    started: RequestRow[];
    claim: IdempotencyRow | null;
  }): Promise<boolean> {
    return unlessExists('orders.account_id, orders.id_store, orders.order_id', () =>
      db.batch([db.insert(orders).values(order), ...claimKey(db, claim), ...insertRequests(db, started)]),
    );
  },

  async find(accountId: string, id: string): Promise<Order | undefined> {
    return db
      .select()
      .from(orders)
      .where(and(eq(orders.accountId, accountId), eq(orders.id, id)))
      .get();
  },

  async findByOrderId(accountId: string, idStore: string, orderId: string): Promise<Order | undefined> {
    return db
      .select()
      .from(orders)
      .where(and(eq(orders.accountId, accountId), eq(orders.idStore, idStore), eq(orders.orderId, orderId)))
      .get();
  },

  /** The merchant's id of a store's newest order, if it is among the account's newest 200. */
  async newestOf(accountId: string, idStore: string): Promise<string | null> {
    const newest = db
      .select({ idStore: orders.idStore, orderId: orders.orderId, id: orders.id })
      .from(orders)
      .where(eq(orders.accountId, accountId))
      .orderBy(desc(orders.id))
      .limit(200)
      .as('newest');
    const row = await db
      .select({ orderId: newest.orderId })
      .from(newest)
      .where(eq(newest.idStore, idStore))
      .orderBy(desc(newest.id))
      .get();
    return row?.orderId ?? null;
  },

  async list(accountId: string, { limit, after }: Page) {
    const rows = await db
      .select()
      .from(orders)
      .where(and(eq(orders.accountId, accountId), after ? lt(orders.id, after) : undefined))
      .orderBy(desc(orders.id))
      .limit(limit + 1);
    return cutPage(rows, limit);
  },
});

export type OrdersRepository = ReturnType<typeof ordersRepository>;
