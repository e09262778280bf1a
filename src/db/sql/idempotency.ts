import { and, eq, lte, sql } from 'drizzle-orm';
import { idempotencyKeys } from '../schema';
import type { Database } from './database';

export type IdempotencyRecord = typeof idempotencyKeys.$inferSelect;

/** A stored response is returned for 24 hours. */
const TTL_MS = 86_400_000;

/**
 * Returns the statements that insert an idempotency key in the same batch as the write. If the key exists, the whole batch
 * fails, so a call is applied once without an extra round trip.
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

  /** Deletes up to `limit` expired responses and returns their number. */
  async deleteExpired(now: number, limit: number): Promise<number> {
    const { createdAt } = idempotencyKeys;
    const { meta } = await db.delete(idempotencyKeys).where(
      sql`rowid in (select rowid from ${idempotencyKeys} where ${createdAt} <= ${now - TTL_MS}
        order by ${createdAt} limit ${limit})`,
    );
    return meta.changes;
  },
});

export type IdempotencyRepository = ReturnType<typeof idempotencyRepository>;
