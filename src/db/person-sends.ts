import { and, eq, isNull, ne, or, sql } from 'drizzle-orm';
import { runBatch } from './batch';
import { countChange, insertEntry, lastSeq } from './conversation-statements';
import { isConversation } from './conversations';
import { type Database, selectValues } from './database';
import type { Message } from './messages';
import { conversations, messages } from './schema';

/** The messages that people write. */
export const personSendsRepository = (db: Database) => ({
  /**
   * Writes a person's message before Meta is called, and makes the person the owner. The same client id writes nothing again.
   * Returns the message with the client id; undefined if another app owns the conversation.
   */
  async begin(
    conversationId: string,
    message: Message & { author: string; clientId: string },
  ): Promise<Message | undefined> {
    const { accountId, author, createdAt: at } = message;
    const isIt = isConversation(accountId, conversationId);
    const mayWrite = and(isIt, or(isNull(conversations.owner), ne(conversations.owner, 'other_app')));
    const isWritten = sql`exists (select 1 from ${messages} where ${messages.messageId} = ${message.messageId})`;
    const { stored } = await runBatch(db, {
      counted: countChange(db, [accountId]),
      message: db
        .insert(messages)
        .select(
          sql`select ${selectValues(messages, message, { seq: lastSeq(accountId) })} from ${conversations} where ${mayWrite}`,
        )
        .onConflictDoNothing(),
      owner: insertEntry(
        db,
        { accountId, kind: 'owner', author, detail: { owner: 'person' }, at },
        and(isIt, isNull(conversations.owner), isWritten),
      ),
      conversation: db
        .update(conversations)
        .set({
          owner: 'person',
          assignee: sql`coalesce(${conversations.assignee}, ${author})`,
          state: 'open',
          snoozedUntil: null,
          waitingSince: null,
          unread: 0,
          lastMessageId: message.messageId,
          lastAt: at,
          seq: lastSeq(accountId),
        })
        .where(and(isIt, isWritten)),
      stored: db
        .select()
        .from(messages)
        .where(
          and(
            eq(messages.channelId, message.channelId),
            eq(messages.userKey, message.userKey),
            eq(messages.clientId, message.clientId),
          ),
        ),
    });
    return stored[0];
  },
});

export type PersonSendsRepository = ReturnType<typeof personSendsRepository>;
