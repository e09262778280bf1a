import { type SQL, sql } from 'drizzle-orm';
import { index, integer, primaryKey, type SQLiteColumn, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { CONVERSATION_STATES } from '../../shared/flows/statuses';
import type { JsonObject } from '../../shared/json/json';
import { json } from './json-column';

/** Sorts conversations: those that wait for an answer first, the longest wait first; then the others, the last message first. */
export const listPosition = (t: { waitingSince: SQLiteColumn; lastAt: SQLiteColumn }): SQL<number> =>
  sql<number>`case when ${t.waitingSince} is null then 9007199254740991 - ${t.lastAt} else ${t.waitingSince} end`;

/**
 * What a customer and a number of ours write to each other. `lastInboundAt` opens the customer service window for 24 hours; it is
 * 0 until the customer has written.
 */
export const conversations = sqliteTable(
  'conversations',
  {
    channelId: text('channel_id').notNull(),
    userKey: text('user_key').notNull(),
    accountId: text('account_id').notNull(),
    lastInboundAt: integer('last_inbound_at').notNull(),
    lastWamid: text('last_wamid').notNull(),
    /** Null in a row that a Worker without conversations has written; its next change sets it. */
    conversationId: text('conversation_id'),
    /** The name of the customer's WhatsApp profile. */
    name: text('name'),
    state: text('state', { enum: CONVERSATION_STATES }).notNull().default('open'),
    /** Who alone may write free forms; null: flows may. */
    owner: text('owner', { enum: ['person', 'other_app'] }),
    assignee: text('assignee'),
    snoozedUntil: integer('snoozed_until'),
    /** When the oldest message that nobody has answered came; null if nothing waits for a person. */
    waitingSince: integer('waiting_since'),
    unread: integer('unread').notNull().default(0),
    /** The number of its last change: one counter for all conversations of the account. */
    seq: integer('seq').notNull().default(0),
    lastMessageId: text('last_message_id'),
    lastAt: integer('last_at').notNull().default(0),
    /** The request that was handed over to a person, and the step that it resumes at when the conversation is done. */
    requestId: text('request_id'),
    resumeStep: text('resume_step'),
    /** The place of the last event that tells which app controls the thread (`threadOrder`); null before the first one. */
    threadOrder: integer('thread_order'),
    /** When another app's control ends, unless the customer writes before; null while no other app has it. */
    threadIdleAt: integer('thread_idle_at'),
    /** Who writes an answer on the page: by actor, when they last typed. */
    typing: json<Record<string, number>>('typing'),
    /** The columns as the last events of the conversation reported them; null before the first one. */
    reportedState: text('reported_state'),
    reportedAssignee: text('reported_assignee'),
    reportedWaiting: integer('reported_waiting'),
    reportedOwner: text('reported_owner'),
    /** The `waitingSince` that was reported as late, and the `lastInboundAt` whose window was reported as about to close. */
    lateFor: integer('late_for'),
    closingFor: integer('closing_for'),
  },
  (t) => [
    primaryKey({ columns: [t.channelId, t.userKey] }),
    index('conversations_user').on(t.accountId, t.userKey),
    uniqueIndex('conversations_id').on(t.conversationId).where(sql`${t.conversationId} is not null`),
    index('conversations_seq').on(t.accountId, t.seq),
    index('conversations_all').on(t.accountId, listPosition(t)),
    index('conversations_open').on(t.accountId, listPosition(t)).where(sql`${t.state} = 'open'`),
    index('conversations_assignee').on(t.accountId, t.assignee, listPosition(t)).where(sql`${t.assignee} is not null`),
    index('conversations_snoozed').on(t.snoozedUntil).where(sql`${t.snoozedUntil} is not null`),
    // Each holds only what has not been reported.
    index('conversations_late')
      .on(t.waitingSince)
      .where(sql`${t.state} = 'open' and ${t.waitingSince} is not null and ${t.lateFor} is not ${t.waitingSince}`),
    index('conversations_closing')
      .on(t.lastInboundAt)
      .where(sql`${t.waitingSince} is not null and ${t.closingFor} is not ${t.lastInboundAt}`),
    index('conversations_idle').on(t.threadIdleAt).where(sql`${t.threadIdleAt} is not null`),
  ],
);

/** The last number that a change of the account's conversations got. */
export const conversationCounters = sqliteTable('conversation_counters', {
  accountId: text('account_id').primaryKey(),
  seq: integer('seq').notNull(),
});

/** What happened in a conversation beside its messages. */
export const conversationEntries = sqliteTable(
  'conversation_entries',
  {
    entryId: text('entry_id').primaryKey(),
    conversationId: text('conversation_id').notNull(),
    accountId: text('account_id').notNull(),
    seq: integer('seq').notNull(),
    kind: text('kind', { enum: ['note', 'owner', 'state', 'assignee'] }).notNull(),
    /** Who did it, as the author of a message. */
    author: text('author').notNull(),
    detail: json<JsonObject>('detail').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [
    index('conversation_entries_conversation').on(t.conversationId, t.entryId),
    index('conversation_entries_account').on(t.accountId, t.entryId),
  ],
);

/**
 * The words by which conversations are found: of their messages, and the customer's name and phone number. A plain table,
 * because D1 exports no database with virtual tables.
 */
export const conversationWords = sqliteTable(
  'conversation_words',
  {
    accountId: text('account_id').notNull(),
    word: text('word').notNull(),
    conversationId: text('conversation_id').notNull(),
    /** When the word was last written; up to a week earlier, so that a common word is not written every time. */
    seenAt: integer('seen_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.word, t.conversationId] }),
    index('conversation_words_conversation').on(t.conversationId, t.word),
  ],
);
