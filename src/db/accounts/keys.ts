import { and, desc, eq, gt, isNull, lt, or, sql } from 'drizzle-orm';
import { accounts, apiKeys, invitations, stores } from '../schema';
import { runBatch } from '../sql/batch';
import { type Database, selectValues } from '../sql/database';
import { type IdempotencyRecord, insertIdempotencyRecord } from '../sql/idempotency';
import { type PageParams, trimPage } from '../sql/page';
import { type AuditDraft, insertAuditEntry } from './audit';
import { insertKeyEvent } from './key-events';

export type ApiKey = typeof apiKeys.$inferSelect;

export const insertKey = (db: Database, key: ApiKey) => db.insert(apiKeys).values(key);

export const keysRepository = (db: Database) => {
  const ofAccount = (accountId: string, keyId: string) =>
    and(eq(apiKeys.accountId, accountId), eq(apiKeys.keyId, keyId));

  return {
    /** Returns the key with this hash and its account, even if the key is expired or revoked. */
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

    async insert(key: ApiKey, idempotencyRecord: IdempotencyRecord | null, audit: AuditDraft): Promise<void> {
      await runBatch(db, {
        events: insertKeyEvent(db, key),
        key: insertKey(db, key),
        idempotency: insertIdempotencyRecord(db, idempotencyRecord),
        audit: insertAuditEntry(db, audit),
      });
    },

    /** Inserts the key of a store's webhooks and writes it to the store, unless the store's key is not `previousKeyId`. */
    async insertForStore(
      key: ApiKey,
      { storeId, previousKeyId, encryptedKey }: { storeId: string; previousKeyId: string | null; encryptedKey: string },
      audit: AuditDraft,
    ): Promise<void> {
      const isUnreplaced = and(
        eq(stores.accountId, key.accountId),
        eq(stores.storeId, storeId),
        sql`${stores.webhookKeyId} is ${previousKeyId}`,
      );
      await runBatch(db, {
        audit: insertAuditEntry(db, audit, { where: sql`exists (select 1 from ${stores} where ${isUnreplaced})` }),
        key: db.insert(apiKeys).select(sql`select ${selectValues(apiKeys, key)} from ${stores} where ${isUnreplaced}`),
        store: db.update(stores).set({ webhookKey: encryptedKey, webhookKeyId: key.keyId }).where(isUnreplaced),
      });
    },

    /** Inserts the successor of a key, which then expires at `overlapUntil` at the latest. */
    async rotate(
      next: ApiKey,
      keyId: string,
      overlapUntil: number,
      idempotencyRecord: IdempotencyRecord | null,
      audit: AuditDraft,
    ): Promise<void> {
      await runBatch(db, {
        events: insertKeyEvent(db, next),
        key: insertKey(db, next),
        idempotency: insertIdempotencyRecord(db, idempotencyRecord),
        audit: insertAuditEntry(db, audit),
        previous: db
          .update(apiKeys)
          .set({ expiresAt: overlapUntil })
          .where(
            and(ofAccount(next.accountId, keyId), or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, overlapUntil))),
          ),
      });
    },

    /** Revokes a key, and the invitations by it that nobody has accepted. Repeating it changes nothing. */
    async revoke(accountId: string, keyId: string, now: number, audit: AuditDraft): Promise<void> {
      const isRevocable = and(ofAccount(accountId, keyId), isNull(apiKeys.revokedAt));
      await runBatch(db, {
        audit: insertAuditEntry(db, audit, { where: sql`exists (select 1 from ${apiKeys} where ${isRevocable})` }),
        invitations: db
          .update(invitations)
          .set({ revokedAt: now })
          .where(
            and(
              eq(invitations.accountId, accountId),
              eq(invitations.invitedBy, `key:${keyId}`),
              isNull(invitations.acceptedAt),
              isNull(invitations.revokedAt),
            ),
          ),
        key: db.update(apiKeys).set({ revokedAt: now }).where(isRevocable),
      });
    },

    /** Saves when a key was last used, at most once a minute. */
    async touch(accountId: string, keyId: string, now: number): Promise<void> {
      await db
        .update(apiKeys)
        .set({ lastUsedAt: now })
        .where(and(ofAccount(accountId, keyId), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, now - 60_000))));
    },
  };
};

export type KeysRepository = ReturnType<typeof keysRepository>;
