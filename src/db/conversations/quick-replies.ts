import { and, eq, sql } from 'drizzle-orm';
import { quickReplies } from '../schema';
import { type Database, selectValues } from '../sql/database';

export type QuickReply = typeof quickReplies.$inferSelect;

export const quickRepliesRepository = (db: Database) => ({
  /** Inserts a quick reply; false if the account has `limit` already. */
  async insert(reply: QuickReply, limit: number): Promise<boolean> {
    const mayAdd = sql`(select count(*) from ${quickReplies} where ${quickReplies.accountId} = ${reply.accountId}) < ${limit}`;
    const inserted = await db
      .insert(quickReplies)
      .select(sql`select ${selectValues(quickReplies, reply, {})} where ${mayAdd}`)
      .returning({ replyId: quickReplies.replyId });
    return inserted.length > 0;
  },

  /** Deletes a quick reply. Repeating it changes nothing. */
  async delete(accountId: string, replyId: string): Promise<void> {
    await db.delete(quickReplies).where(and(eq(quickReplies.accountId, accountId), eq(quickReplies.replyId, replyId)));
  },
});

export type QuickRepliesRepository = ReturnType<typeof quickRepliesRepository>;
