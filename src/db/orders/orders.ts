import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { JsonObject } from '../../shared/json/json';
import { type AuditDraft, insertAuditEntry } from '../accounts/audit';
import { cancelRequests, type EndedRequests, insertRequests } from '../requests/request-statements';
import type { RequestRow } from '../requests/requests';
import { orders } from '../schema';
import { runBatch } from '../sql/batch';
import { assertExists, type Database, writeIfExists, writeUnlessConflicts } from '../sql/database';
import { type IdempotencyRecord, insertIdempotencyRecord } from '../sql/idempotency';
import { type PageParams, trimPage } from '../sql/page';
import { selectAwaited } from './waiting-shipments';

export type Order = typeof orders.$inferSelect;

/** A change of an order as it was read, with the requests that it starts and cancels. `variables` are merged (RFC 7396). */
type OrderChange = {
  before: Pick<Order, 'accountId' | 'id' | 'updatedAt'>;
  set: Partial<Order>;
  variables: JsonObject;
  started: RequestRow[];
  ended: EndedRequests[];
  audit: AuditDraft;
};

export const ordersRepository = (db: Database) => ({
  /**
   * Inserts an order and the requests that it starts. Returns whether shipments wait for it; null, with nothing written, if the
   * store has an order of this id already.
   */
  async insertWithRequests({
    order,
    started,
    idempotencyRecord,
  }: {
    order: Order;
    started: RequestRow[];
    idempotencyRecord: IdempotencyRecord | null;
  }): Promise<{ isAwaited: boolean } | null> {
    const keys = [[orders.accountId, orders.storeId, orders.orderId]];
    const written = await writeUnlessConflicts(keys, orders.id, () =>
      runBatch(db, {
        order: db.insert(orders).values(order),
        idempotency: insertIdempotencyRecord(db, idempotencyRecord),
        started: insertRequests(db, started),
        awaited: selectAwaited(db, [order]),
      }),
    );
    return written && { isAwaited: written.awaited.length > 0 };
  },

  /**
   * Writes a change of an order with its effects in one batch. Returns the order, the started requests and the released pushes;
   * null, with nothing written, if the order has changed since it was read.
   */
  async applyChange({ before, set, variables, started, ended, audit }: OrderChange, now: number, visibleAt: number) {
    const isOrder = and(eq(orders.accountId, before.accountId), eq(orders.id, before.id));
    const results = await writeIfExists(orders.id, () =>
      runBatch(db, {
        unchanged: assertExists(db, orders, and(isOrder, eq(orders.updatedAt, before.updatedAt))),
        audit: insertAuditEntry(db, audit),
        started: insertRequests(db, started),
        cancelled: ended.map((each) => cancelRequests(db, { ...each, now, visibleAt })),
        order: db
          .update(orders)
          .set({ ...set, variables: sql`json_patch(${orders.variables}, ${JSON.stringify(variables)})` })
          .where(isOrder)
          .returning(),
      }),
    );
    const order = results?.order[0];
    if (!results || !order) return null;
    return {
      order,
      startedIds: new Set(results.started.flat().map(({ requestId }) => requestId)),
      released: results.cancelled.flatMap(({ released }) => released),
    };
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
