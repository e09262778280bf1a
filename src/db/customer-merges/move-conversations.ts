import { and, inArray, isNotNull, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { lastSeq } from '../conversations/conversation-statements';
import { conversationCounters, conversationEntries, conversations, conversationWords } from '../schema';
import type { Statement } from '../sql/batch';
import type { Database } from '../sql/database';

/** Returns the values of a conversation that takes over another one of its customer, `old`. */
function mergedColumns() {
  const { threadOrder, owner, state } = conversations;
  const isLater = sql`old.last_at > ${conversations.lastAt}`;
  const isNewest = sql`old.last_inbound_at > ${conversations.lastInboundAt}`;
  const mergedOwner = sql`case when 'person' in (${owner}, old.owner) then 'person'
    when coalesce(old.thread_order, -1) > coalesce(${threadOrder}, -1) then old.owner else ${owner} end`;
  const either = (column: string, other: SQL, choose: 'min' | 'max') =>
    sql`coalesce(${sql.raw(choose)}(${other}, old.${sql.identifier(column)}), ${other}, old.${sql.identifier(column)})`;
  const mergedState = sql`case when 'open' in (${state}, old.state) then 'open'
    when 'snoozed' in (${state}, old.state) then 'snoozed' else 'done' end`;
  return {
    lastInboundAt: sql`max(${conversations.lastInboundAt}, old.last_inbound_at)`,
    lastWamid: sql`iif(${isNewest}, old.last_wamid, ${conversations.lastWamid})`,
    name: sql`coalesce(${conversations.name}, old.name)`,
    state: mergedState,
    snoozedUntil: sql`iif(${mergedState} = 'snoozed',
      ${either('snoozed_until', sql`${conversations.snoozedUntil}`, 'min')}, null)`,
    owner: mergedOwner,
    threadOrder: either('thread_order', sql`${threadOrder}`, 'max'),
    threadIdleAt: sql`iif(${mergedOwner} = 'other_app',
      ${either('thread_idle_at', sql`${conversations.threadIdleAt}`, 'max')}, null)`,
    assignee: sql`coalesce(${conversations.assignee}, old.assignee)`,
    waitingSince: either('waiting_since', sql`${conversations.waitingSince}`, 'min'),
    unread: sql`${conversations.unread} + old.unread`,
    lastMessageId: sql`iif(${isLater}, old.last_message_id, ${conversations.lastMessageId})`,
    lastAt: sql`max(${conversations.lastAt}, old.last_at)`,
    requestId: sql`coalesce(${conversations.requestId}, old.request_id)`,
    resumeStep: sql`coalesce(${conversations.resumeStep}, old.resume_step)`,
  };
}

/**
 * Returns the statements that move conversations to another key of their customer. One that the customer has there already takes
 * over what is newer in the moved one, and its entries and words. At most one conversation of a channel may move to a key.
 */
export function moveConversations(db: Database, newKey: SQL | string, isMoved: SQL | undefined): Statement[] {
  const t = alias(conversations, 't');
  const isSame = and(sql`${t.channelId} = ${conversations.channelId}`, sql`${t.userKey} = ${newKey}`);
  const hasTarget = sql`exists (select 1 from ${conversations} ${t} where ${isSame})`;
  const target = sql`(select ${t.conversationId} from ${conversations} ${t} where ${isSame})`;
  const links = sql`(select ${conversations.conversationId} as source, ${target} as target from ${conversations}
    where ${isMoved}) as old`;
  const old = sql`(select *, ${newKey} as new_key from ${conversations} where ${isMoved}) as old`;
  const seq = lastSeq(sql`${conversations.accountId}`);
  const w = conversationWords;
  const movedIds = sql`(select ${conversations.conversationId} from ${conversations}
    where ${and(isMoved, isNotNull(conversations.conversationId))})`;
  return [
    db
      .update(conversationCounters)
      .set({ seq: sql`${conversationCounters.seq} + 1` })
      .where(
        sql`${conversationCounters.accountId} in (select ${conversations.accountId} from ${conversations} where ${isMoved})`,
      ),
    db
      .update(conversations)
      .set({ userKey: sql`${newKey}`, seq })
      .where(and(isMoved, sql`not ${hasTarget}`)),
    db
      .update(conversations)
      .set({ ...mergedColumns(), seq })
      .from(old)
      .where(and(sql`${conversations.channelId} = old.channel_id`, sql`${conversations.userKey} = old.new_key`)),
    db
      .update(conversationEntries)
      .set({ conversationId: sql`old.target` })
      .from(links)
      .where(and(sql`${conversationEntries.conversationId} = old.source`, sql`old.target is not null`)),
    db
      .insert(w)
      .select(
        sql`select ${w.accountId}, ${w.word}, old.target, ${w.seenAt} from ${links}
          join ${w} on ${w.conversationId} = old.source where old.target is not null`,
      )
      .onConflictDoUpdate({
        target: [w.accountId, w.word, w.conversationId],
        set: { seenAt: sql`max(${w.seenAt}, excluded.seen_at)` },
      }),
    db.delete(w).where(inArray(w.conversationId, movedIds)),
    // Left only if the other conversation has no id yet.
    db.delete(conversationEntries).where(inArray(conversationEntries.conversationId, movedIds)),
    db.delete(conversations).where(isMoved),
  ];
}
