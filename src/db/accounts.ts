import { and, desc, eq, lt } from 'drizzle-orm';
import type { Database } from './database';
import { claimKey, type IdempotencyRow } from './idempotency';
import { type ApiKey, insertKey } from './keys';
import { cutPage, type Page } from './page';
import { accounts } from './schema';

export type Account = typeof accounts.$inferSelect;

export const accountsRepository = (db: Database) => ({
  /** Writes an account together with its first key. */
  async insert(account: Account, key: ApiKey, claim: IdempotencyRow | null): Promise<void> {
    await db.batch([db.insert(accounts).values(account), ...claimKey(db, claim), insertKey(db, key)]);
  },

  async find(accountId: string): Promise<Account | undefined> {
    return db.select().from(accounts).where(eq(accounts.accountId, accountId)).get();
  },

  async list({ limit, after }: Page) {
    const rows = await db
      .select()
      .from(accounts)
      .where(and(after ? lt(accounts.accountId, after) : undefined))
      .orderBy(desc(accounts.accountId))
      .limit(limit + 1);
    return cutPage(rows, limit);
  },

  async update(accountId: string, set: Partial<Account>): Promise<Account | undefined> {
    return db.update(accounts).set(set).where(eq(accounts.accountId, accountId)).returning().get();
  },
});

export type AccountsRepository = ReturnType<typeof accountsRepository>;
