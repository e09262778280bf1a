import { and, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Database } from './database';
import { conversationEntries, conversations } from './schema';

/**
 * Returns the statements that move conversations to another key of their customer. One that the customer has there already takes
 * over what is newer in the moved one, and its entries.
 */
export function moveConversations(db: Database, newKey: string, isMoved: SQL | undefined) {
  const t = alias(conversations, 't');
  const isSame = and(sql`${t.channelId} = ${conversations.channelId}`, sql`${t.userKey} = ${newKey}`);
  const hasTarget = sql`exists (select 1 from ${conversations} ${t} where ${isSame})`;
  const old = sql`(select * from ${conversations} where ${isMoved})`;
  const isLater = sql`old.last_at > ${conversations.lastAt}`;
  const isNewest = sql`old.last_inbound_at > ${conversations.lastInboundAt}`;
  return {
    renamed: db
      .update(conversations)
      .set({ userKey: newKey })
      .where(and(isMoved, sql`not ${hasTarget}`)),
    merged: db
      .update(conversations)
      .set({
        lastInboundAt: sql`max(${conversations.lastInboundAt}, old.last_inbound_at)`,
        lastWamid: sql`iif(${isNewest}, old.last_wamid, ${conversations.lastWamid})`,
        name: sql`coalesce(${conversations.name}, old.name)`,
        state: sql`iif(old.state = 'open', 'open', ${conversations.state})`,
        owner: sql`coalesce(${conversations.owner}, old.owner)`,
        assignee: sql`coalesce(${conversations.assignee}, old.assignee)`,
        waitingSince: sql`coalesce(min(${conversations.waitingSince}, old.waiting_since), ${conversations.waitingSince}, old.waiting_since)`,
        unread: sql`${conversations.unread} + old.unread`,
        seq: sql`max(${conversations.seq}, old.seq)`,
        lastMessageId: sql`iif(${isLater}, old.last_message_id, ${conversations.lastMessageId})`,
        lastAt: sql`max(${conversations.lastAt}, old.last_at)`,
        requestId: sql`coalesce(${conversations.requestId}, old.request_id)`,
        resumeStep: sql`coalesce(${conversations.resumeStep}, old.resume_step)`,
      })
      .from(sql`${old} as old`)
      .where(and(sql`${conversations.channelId} = old.channel_id`, sql`${conversations.userKey} = ${newKey}`)),
    entries: db
      .update(conversationEntries)
      .set({ conversationId: sql`old.target` })
      .from(
        sql`(select ${conversations.conversationId} as source, (select ${t.conversationId} from ${conversations} ${t}
          where ${isSame}) as target from ${conversations} where ${isMoved}) as old`,
      )
      .where(and(sql`${conversationEntries.conversationId} = old.source`, sql`old.target is not null`)),
    deleted: db.delete(conversations).where(isMoved),
  };
}
