import { and, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { newId } from '../../shared/crypto/ids';
import { threadOrder } from '../../shared/messages/thread-order';
import type { AccountEvent } from '../events/events';
import { isNotApplied } from '../events/inbound-events';
import { heldConversation, wakeHeldRuns } from '../runs/wake-held-runs';
import { conversationEntries, conversations } from '../schema';
import { type Database, selectValues } from '../sql/database';
import { lastSeq, type ReceivedMessage } from './conversation-statements';

/**
 * Returns the statements for threads that another app controlled until a customer wrote to us again: `entries`, which must stand
 * before `receiveMessages`, and `woken`, after it.
 */
export function regainThreads(
  db: Database,
  received: { message: ReceivedMessage; event: AccountEvent }[],
  now: number,
): { entries: ReturnType<typeof insertRegained>[]; woken: ReturnType<typeof wakeHeldRuns>[] } {
  if (received.length === 0) return { entries: [], woken: [] };
  const rows = received.map(({ message: { channelId, userKey, at }, event }) => {
    return [newId('cve'), channelId, userKey, threadOrder(at, 'live'), event.accountId, event.dedupeKey, at];
  });
  const entryIds = JSON.stringify(rows.map(([entryId]) => entryId));
  const hasEntry = sql`${heldConversation.conversationId} in (select ${conversationEntries.conversationId}
    from ${conversationEntries} where ${conversationEntries.entryId} in (select value from json_each(${entryIds})))`;
  return { entries: [insertRegained(db, rows)], woken: [wakeHeldRuns(db, now, hasEntry)] };
}

function insertRegained(db: Database, rows: unknown[][]) {
  const c = alias(conversations, 'c');
  const entry = { kind: 'owner', author: 'other_app', detail: { owner: 'flow', reason: 'live_message' } } as const;
  const isNews = sql`coalesce(${c.threadOrder}, 0) <= k.value ->> 3`;
  return db.insert(conversationEntries).select(
    sql`select ${selectValues(conversationEntries, entry, {
      entryId: sql`min(k.value ->> 0)`,
      conversationId: sql`${c.conversationId}`,
      accountId: sql`${c.accountId}`,
      seq: lastSeq(sql`${c.accountId}`),
      createdAt: sql`k.value ->> 6`,
    })} from json_each(${JSON.stringify(rows)}) k join ${conversations} ${c} on ${c.channelId} = k.value ->> 1
      and ${c.userKey} = k.value ->> 2
      where ${and(eq(c.owner, 'other_app'), sql`${c.conversationId} is not null`, isNews)}
        and ${isNotApplied({ accountId: sql`(k.value ->> 4)`, dedupeKey: sql`(k.value ->> 5)` })}
      group by ${c.conversationId}`,
  );
}

/** The condition that an event about who controls a thread is no older than the last one. */
export const isThreadNews = (order: number): SQL => sql`coalesce(${conversations.threadOrder}, 0) <= ${order}`;
