import { and, eq } from 'drizzle-orm';
import type { Database } from './database';
import { accounts, apiKeys } from './schema';

export type Account = typeof accounts.$inferSelect;
export type ApiKey = typeof apiKeys.$inferSelect;

export const accountsRepository = (db: Database) => ({
  /** Writes an account together with its first key. */
  async insert({ account, key }: { account: Account; key: ApiKey }): Promise<void> {
    await db.batch([db.insert(accounts).values(account), db.insert(apiKeys).values(key)]);
  },

  async find(accountId: string): Promise<Account | undefined> {
    return db.select().from(accounts).where(eq(accounts.accountId, accountId)).get();
  },

  /** The key with this hash and its account, whatever the key's state: the caller judges expiry and revocation. */
  async findByKeyHash(hash: string): Promise<{ key: ApiKey; account: Account } | undefined> {
    return db
      .select({ key: apiKeys, account: accounts })
      .from(apiKeys)
      .innerJoin(accounts, eq(accounts.accountId, apiKeys.accountId))
      .where(eq(apiKeys.hash, hash))
      .get();
  },

  async insertKey(key: ApiKey): Promise<void> {
    await db.insert(apiKeys).values(key);
  },

  async revokeKey({ accountId, keyId, now }: { accountId: string; keyId: string; now: number }): Promise<void> {
    await db
      .update(apiKeys)
      .set({ revokedAt: now })
      .where(and(eq(apiKeys.accountId, accountId), eq(apiKeys.keyId, keyId)));
  },
});

export type AccountsRepository = ReturnType<typeof accountsRepository>;
