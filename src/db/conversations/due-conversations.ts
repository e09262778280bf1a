import { and, isNotNull, type SQL, sql } from 'drizzle-orm';
import { CLOSING_BEFORE_MS, LATE_AFTER_MS } from '../../shared/time/conversation-times';
import { SERVICE_WINDOW_MS } from '../../shared/time/service-window';
import { conversations } from '../schema';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import {
  type ConversationKey,
  insertConversationEvents,
  isConversationOfDraft,
  isOneOfConversations,
} from './conversation-events';

const { waitingSince, lastInboundAt, lateFor, closingFor, state } = conversations;

/** The events that time brings: when each is due, and the columns that say that it was reported. The index holds what was not. */
const DUE = {
  'conversation.late': {
    isDue: (now: number): SQL =>
      sql`(${state} = 'open' and ${waitingSince} is not null and ${lateFor} is not ${waitingSince}
        and ${waitingSince} <= ${now - LATE_AFTER_MS})`,
    set: { lateFor: sql`${waitingSince}` },
  },
  'conversation.window_closing': {
    isDue: (now: number): SQL =>
      sql`(${waitingSince} is not null and ${closingFor} is not ${lastInboundAt}
        and ${lastInboundAt} <= ${now - SERVICE_WINDOW_MS + CLOSING_BEFORE_MS}
        and ${lastInboundAt} > ${now - SERVICE_WINDOW_MS})`,
    set: { closingFor: sql`${lastInboundAt}` },
  },
};

/** The conversations whose customer waits too long, or whose window is about to close meanwhile. */
export const dueConversationsRepository = (db: Database) => ({
  /**
   * Reports up to `limit` conversations of each kind, once for each time that a customer waits and for each window; returns how
   * many. One round trip if there is none, else two.
   */
  async report(now: number, limit: number): Promise<number> {
    const selectDue = (type: keyof typeof DUE) =>
      db
        .select({
          accountId: conversations.accountId,
          channelId: conversations.channelId,
          userKey: conversations.userKey,
        })
        .from(conversations)
        .where(and(DUE[type].isDue(now), isNotNull(conversations.conversationId)))
        .limit(limit);
    const { late, closing } = await runBatch(db, {
      late: selectDue('conversation.late'),
      closing: selectDue('conversation.window_closing'),
    });
    const found: [keyof typeof DUE, ConversationKey[]][] = [
      ['conversation.late', late],
      ['conversation.window_closing', closing],
    ];
    const due = found.filter(([, places]) => places.length > 0);
    if (due.length === 0) return 0;
    await runBatch(db, {
      reports: due.map(([type, places]) => ({
        events: insertConversationEvents(
          db,
          places.map(({ accountId, channelId, userKey }) => ({
            accountId,
            types: [type],
            place: [channelId, userKey],
          })),
          now,
          { isIt: isConversationOfDraft, where: () => DUE[type].isDue(now) },
        ),
        marked: db
          .update(conversations)
          .set(DUE[type].set)
          .where(and(isOneOfConversations(places), DUE[type].isDue(now))),
      })),
    });
    return late.length + closing.length;
  },
});

export type DueConversationsRepository = ReturnType<typeof dueConversationsRepository>;
