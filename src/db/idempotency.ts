import { and, eq, lte, sql } from 'drizzle-orm';
import type { Database } from './database';
import { idempotencyKeys } from './schema';

export type IdempotencyRecord = typeof idempotencyKeys.$inferSelect;

/** An answer is given again for 24 hours (contract.md, section 1). */
const TTL_MS = 86_400_000;

/** The unique columns by which a batch fails as a whole when its call was made before. */
export const IDEMPOTENCY_COLUMNS = 'idempotency_keys.account_id, idempotency_keys.key';

/**
 * The statements that claim an idempotency key, to stand first in the batch of the effect: if the key is taken the whole
 * batch fails, so a call has its effect once and costs no round trip more.
 */
export const insertIdempotencyRecord = (db: Database, row: IdempotencyRecord | null) =>
  row === null
    ? []
    : [
        db
          .delete(idempotencyKeys)
          .where(
            and(
              eq(idempotencyKeys.accountId, row.accountId),
              eq(idempotencyKeys.key, row.key),
              lte(idempotencyKeys.createdAt, row.createdAt - TTL_MS),
            ),
          ),
        db.insert(idempotencyKeys).values(row),
      ];

export const idempotencyRepository = (db: Database) => ({
  async find(accountId: string, key: string, now: number): Promise<IdempotencyRecord | undefined> {
    const row = await db
      .select()
      .from(idempotencyKeys)
      .where(and(eq(idempotencyKeys.accountId, accountId), eq(idempotencyKeys.key, key)))
      .get();
    return row && row.createdAt > now - TTL_MS ? row : undefined;
  },

  /** Deletes up to `limit` answers that are given no more; gives how many. */
  async deleteExpired(now: number, limit: number): Promise<number> {
    const { meta } = await db.delete(idempotencyKeys).where(
      sql`rowid in (select rowid from idempotency_keys where created_at <= ${now - TTL_MS}
        order by created_at limit ${limit})`,
    );
    return meta.changes;
  },
});

export type IdempotencyRepository = ReturnType<typeof idempotencyRepository>;
