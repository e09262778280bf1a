import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Texts that people insert into their answers. */
export const quickReplies = sqliteTable(
  'quick_replies',
  {
    replyId: text('reply_id').primaryKey(),
    accountId: text('account_id').notNull(),
    title: text('title').notNull(),
    text: text('text').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [index('quick_replies_account').on(t.accountId, t.replyId)],
);
