import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { keysOfCustomer } from '../customers/customer-names';
import { conversationEntries, messages } from '../schema';
import { type Database, isOfAccountUnindexed } from '../sql/database';
import type { PageParams } from '../sql/page';
import { conversationInQuery, ofConversation } from './conversation-list';
import { selectMessageChanges } from './message-changes';
import { selectMessagePage } from './message-page';

/**
 * Selects the last message of a conversation and a page of its stream, newest first: messages with their statuses, charges and
 * changes, and entries.
 */
export function selectStream(db: Database, accountId: string, conversationId: string, { limit, after }: PageParams) {
  const c = conversationInQuery;
  const of = ofConversation(accountId, conversationId);
  const isOfStream = and(
    eq(messages.accountId, accountId),
    sql`${messages.userKey} in ${keysOfCustomer(accountId, of(sql`${c.userKey}`))}`,
    sql`+${messages.channelId} = ${of(sql`${c.channelId}`)}`,
    after ? lt(messages.messageId, `msg_${after}`) : undefined,
  );
  return {
    last: db
      .select()
      .from(messages)
      .where(sql`${messages.messageId} = ${of(sql`${c.lastMessageId}`)}`),
    page: selectMessagePage(db, accountId, isOfStream, limit),
    changes: selectMessageChanges(db, { accountId, channelId: of(sql`${c.channelId}`), isOfStream, limit }),
    entries: db
      .select()
      .from(conversationEntries)
      .where(
        and(
          eq(conversationEntries.conversationId, conversationId),
          isOfAccountUnindexed(conversationEntries.accountId, accountId),
          after ? lt(conversationEntries.entryId, `cve_${after}`) : undefined,
        ),
      )
      .orderBy(desc(conversationEntries.entryId))
      .limit(limit + 1),
  };
}
