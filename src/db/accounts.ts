import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Database } from './database';
import { type IdempotencyRecord, insertIdempotencyRecord } from './idempotency';
import { type ApiKey, insertKey } from './keys';
import { type PageParams, trimPage } from './page';
import { accounts } from './schema';

export type Account = typeof accounts.$inferSelect;

export const accountsRepository = (db: Database) => ({
  /** Writes an account together with its first key. */
  async insert(account: Account, key: ApiKey, idempotencyRecord: IdempotencyRecord | null): Promise<void> {
    await db.batch([
      db.insert(accounts).values(account),
      ...insertIdempotencyRecord(db, idempotencyRecord),
      insertKey(db, key),
    ]);
  },

  async find(accountId: string): Promise<Account | undefined> {
    return db.select().from(accounts).where(eq(accounts.accountId, accountId)).get();
  },

  async list({ limit, after }: PageParams) {
    const rows = await db
      .select()
      .from(accounts)
      .where(and(after ? lt(accounts.accountId, after) : undefined))
      .orderBy(desc(accounts.accountId))
      .limit(limit + 1);
    return trimPage(rows, limit);
  },

  /** Changes an account; undefined where it is not there, or has charges in another currency than the one given. */
  async update(accountId: string, set: Partial<Account>): Promise<Account | undefined> {
    // What was charged stays in its currency, and a total of two is none.
    const sameCurrency =
      set.currency === undefined
        ? undefined
        : sql`(${accounts.currency} = ${set.currency}
            or not exists (select 1 from charges c where c.account_id = ${accountId}))`;
    return db
      .update(accounts)
      .set(set)
      .where(and(eq(accounts.accountId, accountId), sameCurrency))
      .returning()
      .get();
  },
});

export type AccountsRepository = ReturnType<typeof accountsRepository>;
