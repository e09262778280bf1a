import { and, eq, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type AuditDraft, auditIf } from '../accounts/audit';
import { insertOutboxEvents } from '../events/outbox';
import { type StoreSetUp, stores } from '../schema';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { isUnchanged } from '../sql/is-unchanged';

type Store = typeof stores.$inferSelect;
const s = alias(stores, 's');

type SavedSetUp = {
  setUp: StoreSetUp;
  /** The topics whose subscriptions had vanished. */
  restored: string[];
  now: number;
  /** The entry of a set-up that a caller runs. */
  audit?: AuditDraft | null;
};

/** The set-up of Shopify stores by their API. */
export const storeSetUp = (db: Database) => ({
  /**
   * Saves the set-up of a store, unless it was saved since `before` was read; returns whether it was. With `restored`, the topics
   * whose subscriptions had vanished, an event is written too.
   */
  async saveSetUp(
    before: Pick<Store, 'accountId' | 'storeId' | 'setUp'>,
    { setUp, restored, now, audit = null }: SavedSetUp,
  ): Promise<boolean> {
    const { accountId, storeId } = before;
    const conditions = (table: typeof stores | typeof s) =>
      and(
        eq(table.accountId, accountId),
        eq(table.storeId, storeId),
        isNull(table.deletedAt),
        isUnchanged(table, before, { setUp }),
      );
    const facts = { id_store: storeId, topics: restored, since: now };
    const drafts =
      restored.length === 0 ? [] : [{ accountId, type: 'store.webhooks_restored' as const, objectId: storeId, facts }];
    const isUnsaved = sql`exists (select 1 from ${stores} s where ${conditions(s)})`;
    const { store } = await runBatch(db, {
      audit: auditIf(db, audit, { where: isUnsaved }),
      events: insertOutboxEvents(db, drafts, now, {
        where: () => isUnsaved,
      }),
      store: db.update(stores).set({ setUp }).where(conditions(stores)).returning({ storeId: stores.storeId }),
    });
    return store.length > 0;
  },
});
