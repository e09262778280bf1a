import { type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { lowestId } from '../../shared/crypto/ids';
import type { JsonObject } from '../../shared/json/json';
import { type Conversation, regainedOwner } from '../conversations/conversation-statements';
import { isThreadNews } from '../conversations/thread-statements';
import { keysOfCustomer, type NamePair } from '../customers/customer-names';
import type { AccountEvent } from '../events/events';
import type { Message } from '../messages/messages';
import { conversationEntries, conversations, messages } from '../schema';

/** Who answers a conversation from now on, as Meta reports it; `detail` is of the entry in the stream. */
export type ThreadChange = { detail: JsonObject } & (
  | { owner: 'person' }
  /**
   * `idleAt`: when the other app's control ends; `isExtended`: also if it has control already. `isTakenByMessage`: a message has
   * taken control, and it is ours if we have just written.
   */
  | { owner: 'other_app'; order: number; idleAt: number; isExtended: boolean; isTakenByMessage: boolean }
  /** The thread is ours again, with what the other app tells about it. */
  | { owner: null; order: number; note: string | null }
);

/** Something that happened in a conversation outside of our own work: a message, a change of who answers, or both. */
export type ThreadWrite = Pick<Conversation, 'accountId' | 'channelId' | 'userKey' | 'name'> & {
  event: AccountEvent;
  at: number;
  names: NamePair[];
  message: Message | null;
  /** The message is shown as the last one: it changes no other. */
  isShownLast: boolean;
  words: string[];
  change: ThreadChange | null;
};

/** The condition that nobody has changed owner or state of a conversation since an instant. */
const isUnchangedSince = (at: number): SQL => {
  const e = alias(conversationEntries, 'e');
  return sql`not exists (select 1 from ${conversationEntries} ${e} where ${e.conversationId} = ${conversations.conversationId}
    and ${e.entryId} >= ${lowestId('cve', at)} and ${e.kind} in ('owner', 'state') and ${e.createdAt} > ${at})`;
};

/** How long before an event we must have written to a customer to have caused it. */
export const CAUSE_MS = 60_000;

/** The condition that we have sent a free form to the customer of a conversation shortly before an event. */
const hasWritten = ({
  accountId,
  channelId,
  userKey,
  at,
}: Pick<ThreadWrite, 'accountId' | 'channelId' | 'userKey' | 'at'>) =>
  sql`exists (select 1 from ${messages} where ${messages.accountId} = ${accountId}
    and ${messages.userKey} in ${keysOfCustomer(accountId, userKey)} and ${messages.messageId} >= ${lowestId('msg', at - CAUSE_MS)}
    and ${messages.channelId} = ${channelId} and ${messages.direction} = 'out' and ${messages.kind} <> 'template'
    and ${messages.status} <> 'failed' and ${messages.createdAt} <= ${at}
    and coalesce(${messages.author}, 'flow') not in ('phone_app', 'other_app'))`;

/** Returns the columns that a change sets, and the condition under which it counts. */
export function changedColumns(change: ThreadChange, write: ThreadWrite) {
  const { at } = write;
  const { owner, waitingSince, unread, state, snoozedUntil, lastInboundAt, threadIdleAt } = conversations;
  if (change.owner === 'person') {
    const isNews = isUnchangedSince(at);
    return {
      isNews,
      set: {
        owner: sql`iif(${isNews}, 'person', ${owner})`,
        threadIdleAt: sql`iif(${isNews}, null, ${threadIdleAt})`,
        state: sql`iif(${isNews}, 'open', ${state})`,
        snoozedUntil: sql`iif(${isNews}, null, ${snoozedUntil})`,
        waitingSince: sql`iif(${waitingSince} <= ${at}, null, ${waitingSince})`,
        unread: sql`iif(${lastInboundAt} <= ${at}, 0, ${unread})`,
      },
    };
  }
  const isOurs = change.owner === 'other_app' && change.isTakenByMessage ? sql`and not ${hasWritten(write)}` : sql``;
  const isNews = sql`(${isThreadNews(change.order)} ${isOurs})`;
  const order = sql`max(coalesce(${conversations.threadOrder}, 0), ${change.order})`;
  if (change.owner === null) {
    return {
      isNews,
      set: {
        owner: sql`iif(${isNews} and ${owner} = 'other_app', ${regainedOwner}, ${owner})`,
        threadIdleAt: sql`iif(${isNews}, null, ${threadIdleAt})`,
        state: sql`iif(${isNews}, 'open', ${state})`,
        snoozedUntil: sql`iif(${isNews}, null, ${snoozedUntil})`,
        waitingSince: sql`iif(${isNews}, coalesce(${waitingSince}, ${at}), ${waitingSince})`,
        threadOrder: order,
      },
    };
  }
  const isLost = sql`(${isNews} or ${owner} = 'other_app')`;
  const { idleAt, isExtended } = change;
  return {
    isNews,
    set: {
      owner: sql`iif(${isNews}, 'other_app', ${owner})`,
      threadIdleAt: sql`iif(${isLost}, iif(${isExtended ? 1 : 0}, max(coalesce(${threadIdleAt}, 0), ${idleAt}),
        coalesce(${threadIdleAt}, ${idleAt})), null)`,
      waitingSince: sql`iif(${isNews}, null, ${waitingSince})`,
      threadOrder: order,
    },
  };
}
