import { and, desc, eq, isNull, lt } from 'drizzle-orm';
import type { Database } from './database';
import { cutPage, type Page } from './page';
import { stores } from './schema';

export type Store = typeof stores.$inferSelect;

/** The query for the store that is named, or else for two of the account's, as many as show whether it is the only one. */
export const selectStores = (db: Database, accountId: string, idStore: string | undefined) =>
  db
    .select()
    .from(stores)
    .where(
      and(
        eq(stores.accountId, accountId),
        isNull(stores.deletedAt),
        idStore === undefined ? undefined : eq(stores.idStore, idStore),
      ),
    )
    .limit(2);

export const storesRepository = (db: Database) => ({
  async insert(store: Store): Promise<void> {
    await db.insert(stores).values(store);
  },

  async find(accountId: string, idStore: string): Promise<Store | undefined> {
    return db
      .select()
      .from(stores)
      .where(and(eq(stores.accountId, accountId), eq(stores.idStore, idStore), isNull(stores.deletedAt)))
      .get();
  },

  async list(accountId: string, { limit, after }: Page) {
    const rows = await db
      .select()
      .from(stores)
      .where(
        and(eq(stores.accountId, accountId), isNull(stores.deletedAt), after ? lt(stores.idStore, after) : undefined),
      )
      .orderBy(desc(stores.idStore))
      .limit(limit + 1);
    return cutPage(rows, limit);
  },

  async update({
    accountId,
    idStore,
    set,
  }: {
    accountId: string;
    idStore: string;
    set: Partial<Store>;
  }): Promise<Store | undefined> {
    return db
      .update(stores)
      .set(set)
      .where(and(eq(stores.accountId, accountId), eq(stores.idStore, idStore), isNull(stores.deletedAt)))
      .returning()
      .get();
  },
});

export type StoresRepository = ReturnType<typeof storesRepository>;
