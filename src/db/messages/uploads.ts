import { and, asc, eq, inArray, lte } from 'drizzle-orm';
import { uploads } from '../schema';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { type IdempotencyRecord, insertIdempotencyRecord } from '../sql/idempotency';

export type Upload = typeof uploads.$inferSelect;

/** The files that were uploaded to be sent. */
export const uploadsRepository = (db: Database) => ({
  async insert(upload: Upload, idempotencyRecord: IdempotencyRecord | null): Promise<void> {
    await runBatch(db, {
      upload: db.insert(uploads).values(upload),
      idempotency: insertIdempotencyRecord(db, idempotencyRecord),
    });
  },

  async find(accountId: string, mediaId: string): Promise<Upload | undefined> {
    return db
      .select()
      .from(uploads)
      .where(and(eq(uploads.accountId, accountId), eq(uploads.mediaId, mediaId)))
      .get();
  },

  /** Returns up to `limit` uploads that are no younger than an instant. */
  async listOld(before: number, limit: number): Promise<Pick<Upload, 'accountId' | 'mediaId'>[]> {
    return db
      .select({ accountId: uploads.accountId, mediaId: uploads.mediaId })
      .from(uploads)
      .where(lte(uploads.createdAt, before))
      .orderBy(asc(uploads.createdAt))
      .limit(limit);
  },

  async delete(mediaIds: string[]): Promise<void> {
    await db.delete(uploads).where(inArray(uploads.mediaId, mediaIds));
  },
});

export type UploadsRepository = ReturnType<typeof uploadsRepository>;
