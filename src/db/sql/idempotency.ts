import { and, eq, lte, or, sql } from 'drizzle-orm';
import { idempotencyKeys } from '../schema';
import { runBatch } from './batch';
import type { Database } from './database';

export type IdempotencyRecord = typeof idempotencyKeys.$inferSelect;

/** A stored response is returned for 24 hours. */
const TTL_MS = 86_400_000;
/** A call that holds a key for longer has died, and the key is free again. */
const RESERVATION_MS = 180_000;
/** The response of a reserved key, whose call has not ended. */
const RESERVED = '';

/** A key that a call holds, from the instant `createdAt` on. */
export type Reservation = Pick<IdempotencyRecord, 'accountId' | 'key' | 'digest' | 'createdAt'>;

const isKey = ({ accountId, key }: Pick<IdempotencyRecord, 'accountId' | 'key'>) =>
  and(eq(idempotencyKeys.accountId, accountId), eq(idempotencyKeys.key, key));

/** The condition that the key is still held by this call. */
const isHeldBy = (reservation: Reservation) =>
  and(isKey(reservation), eq(idempotencyKeys.answer, RESERVED), eq(idempotencyKeys.createdAt, reservation.createdAt));

/**
 * Returns the statements that insert an idempotency key in the same batch as the write. If the key exists, the whole batch
 * fails, so a call is applied once without an extra round trip.
 */
export const insertIdempotencyRecord = (db: Database, row: IdempotencyRecord | null) =>
  row === null
    ? []
    : [
        db.delete(idempotencyKeys).where(and(isKey(row), lte(idempotencyKeys.createdAt, row.createdAt - TTL_MS))),
        db.insert(idempotencyKeys).values(row),
      ];

export const idempotencyRepository = (db: Database) => ({
  async find(accountId: string, key: string, now: number): Promise<IdempotencyRecord | undefined> {
    const row = await db.select().from(idempotencyKeys).where(isKey({ accountId, key })).get();
    return row && row.createdAt > now - TTL_MS ? row : undefined;
  },

  /**
   * Reserves a key before calls to the outside. Returns null if this call holds it now, else the record that has it: with a
   * response, or with an empty one while another call holds the key.
   */
  async reserve(reservation: Reservation): Promise<IdempotencyRecord | null> {
    const { createdAt: now } = reservation;
    const isAbandoned = and(eq(idempotencyKeys.answer, RESERVED), lte(idempotencyKeys.createdAt, now - RESERVATION_MS));
    const { inserted, rows } = await runBatch(db, {
      expired: db
        .delete(idempotencyKeys)
        .where(and(isKey(reservation), or(lte(idempotencyKeys.createdAt, now - TTL_MS), isAbandoned))),
      inserted: db
        .insert(idempotencyKeys)
        .values({ ...reservation, userKey: null, answer: RESERVED })
        .onConflictDoNothing()
        .returning({ key: idempotencyKeys.key }),
      rows: db.select().from(idempotencyKeys).where(isKey(reservation)),
    });
    return inserted.length > 0 ? null : (rows[0] ?? null);
  },

  /** Stores the response of a call that holds a key. */
  async complete(
    reservation: Reservation,
    response: Pick<IdempotencyRecord, 'answer' | 'userKey' | 'createdAt'>,
  ): Promise<void> {
    await db.update(idempotencyKeys).set(response).where(isHeldBy(reservation));
  },

  /** Frees a key that a call holds. */
  async release(reservation: Reservation): Promise<void> {
    await db.delete(idempotencyKeys).where(isHeldBy(reservation));
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
