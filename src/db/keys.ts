import { and, desc, eq, gt, isNull, lt, or, sql } from 'drizzle-orm';
import { type Database, rowOf } from './database';
import { type IdempotencyRecord, insertIdempotencyRecord } from './idempotency';
import { type PageParams, trimPage } from './page';
import { accounts, apiKeys, stores } from './schema';

export type ApiKey = typeof apiKeys.$inferSelect;

export const insertKey = (db: Database, key: ApiKey) => db.insert(apiKeys).values(key);

export const keysRepository = (db: Database) => {
  const ofAccount = (accountId: string, keyId: string) =>
    and(eq(apiKeys.accountId, accountId), eq(apiKeys.keyId, keyId));

  return {
    /** The key with this hash and its account, whatever the key's state: the caller judges expiry and revocation. */
    async findByHash(hash: string) {
      return db
        .select({ key: apiKeys, account: accounts })
        .from(apiKeys)
        .innerJoin(accounts, eq(accounts.accountId, apiKeys.accountId))
        .where(eq(apiKeys.hash, hash))
        .get();
    },

    async find(accountId: string, keyId: string): Promise<ApiKey | undefined> {
      return db.select().from(apiKeys).where(ofAccount(accountId, keyId)).get();
    },

    async list(accountId: string, { limit, after }: PageParams) {
      const rows = await db
        .select()
        .from(apiKeys)
        .where(and(eq(apiKeys.accountId, accountId), after ? lt(apiKeys.keyId, after) : undefined))
        .orderBy(desc(apiKeys.keyId))
        .limit(limit + 1);
      return trimPage(rows, limit);
    },

    async insert(key: ApiKey, idempotencyRecord: IdempotencyRecord | null): Promise<void> {
      await db.batch([insertKey(db, key), ...insertIdempotencyRecord(db, idempotencyRecord)]);
    },

    /**
     * Writes the key of a store's webhooks, and with the store what it is sealed to, unless the store has another by now
     * than `before`.
     */
    async insertForStore(
      key: ApiKey,
      { storeId, previousKeyId, encryptedKey }: { storeId: string; previousKeyId: string | null; encryptedKey: string },
    ): Promise<void> {
      const isStill = sql`account_id = ${key.accountId} and id_store = ${storeId} and webhook_key_id is ${previousKeyId}`;
      await db.batch([
        db.insert(apiKeys).select(sql`select ${rowOf(apiKeys, key, {})} from ${stores} where ${isStill}`),
        db.update(stores).set({ webhookKey: encryptedKey, webhookKeyId: key.keyId }).where(isStill),
      ]);
    },

    /** Writes the key that follows another, which ends at `overlapUntil`, in one batch. */
    async rotate(
      next: ApiKey,
      keyId: string,
      overlapUntil: number,
      idempotencyRecord: IdempotencyRecord | null,
    ): Promise<void> {
      await db.batch([
        insertKey(db, next),
        ...insertIdempotencyRecord(db, idempotencyRecord),
        db
          .update(apiKeys)
          .set({ expiresAt: overlapUntil })
          .where(
            and(ofAccount(next.accountId, keyId), or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, overlapUntil))),
          ),
      ]);
    },

    /** Revokes a key for good; doing it again changes nothing. */
    async revoke(accountId: string, keyId: string, now: number): Promise<void> {
      await db
        .update(apiKeys)
        .set({ revokedAt: now })
        .where(and(ofAccount(accountId, keyId), isNull(apiKeys.revokedAt)));
    },

    /** Notes the use of a key, to the minute: a busy key is written once a minute at most. */
    async touch(accountId: string, keyId: string, now: number): Promise<void> {
      await db
        .update(apiKeys)
        .set({ lastUsedAt: now })
        .where(and(ofAccount(accountId, keyId), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, now - 60_000))));
    },
  };
};

export type KeysRepository = ReturnType<typeof keysRepository>;
