import { and, asc, eq, isNotNull, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { conversations, messages, requests } from '../schema';
import { listPosition } from '../schema/conversations';
import { type Database, isOfAccountUnindexed } from '../sql/database';
import { isLive } from '../sql/is-live';
import type { Conversation } from './conversation-statements';
import { isFound } from './conversation-words';

export type ConversationFilter = {
  state?: Conversation['state'] | undefined;
  owner?: 'flow' | 'person' | 'other_app' | 'nobody' | undefined;
  assignee?: string | undefined;
  isWaiting?: boolean | undefined;
  channelId?: string | undefined;
  /** The text to find, and the beginnings of words in it. */
  query?: { text: string; terms: string[] } | undefined;
};

const FIRST_UNWAITING = 4_503_599_627_370_495;

/** A request that writes to the customer. */
export const hasFlow = sql`exists (select 1 from ${requests} where ${requests.channelId} = ${conversations.channelId}
  and ${requests.address} = ltrim(${conversations.userKey}, '+') and ${isLive()})`;

const hasOwner = (owner: NonNullable<ConversationFilter['owner']>): SQL => {
  if (owner === 'person' || owner === 'other_app') return sql`${conversations.owner} = ${owner}`;
  return sql`(${conversations.owner} is null and ${owner === 'flow' ? hasFlow : sql`not ${hasFlow}`})`;
};

export const position = listPosition(conversations);

/** The position of a conversation in its list, and its id. */
export type ListPosition = { position: number; conversationId: string };

/** The order of the list, and the condition of what follows a position. */
export const listOrder = {
  position: asc(position),
  isAfter: (after: ListPosition): SQL =>
    sql`(${position}, ${conversations.conversationId}) > (${after.position}, ${after.conversationId})`,
};

/** The condition of a conversation of the account by its id. */
export const isConversation = (accountId: string, conversationId: string) =>
  and(eq(conversations.conversationId, conversationId), eq(conversations.accountId, accountId));

/** `c` in the columns that `ofConversation` reads. */
export const conversationInQuery = alias(conversations, 'c');

/** Returns a reader of a conversation's columns, `c` in them, for the statements of other tables. */
export const ofConversation =
  (accountId: string, conversationId: string) =>
  (column: SQL): SQL =>
    sql`(select ${column} from ${conversations} ${conversationInQuery}
      where ${conversationInQuery.conversationId} = ${conversationId} and ${conversationInQuery.accountId} = ${accountId})`;
/** The condition that a conversation of the account has what a filter asks for. */
export const matchingConversations = (
  accountId: string,
  { state, owner, assignee, isWaiting, channelId, query }: ConversationFilter,
) =>
  and(
    // A search begins with the found conversations, not with all of the account.
    query ? isOfAccountUnindexed(conversations.accountId, accountId) : eq(conversations.accountId, accountId),
    query && isFound(accountId, query),
    isNotNull(conversations.conversationId),
    state && (state === 'open' ? sql`${conversations.state} = 'open'` : eq(conversations.state, state)),
    owner && hasOwner(owner),
    assignee === undefined ? undefined : eq(conversations.assignee, assignee),
    isWaiting ? and(sql`${conversations.state} = 'open'`, sql`${position} < ${FIRST_UNWAITING}`) : undefined,
    channelId === undefined ? undefined : eq(conversations.channelId, channelId),
  );

/** What a conversation shows in a list beside its columns; `hasFlow` is 1 if a flow writes to the customer.
 * Nested, because drizzle omits the table of a field's own columns in a single-table select. */
export const LISTED = {
  position: sql<number>`${position}`.as('position'),
  hasFlow: sql<number>`${hasFlow}`.as('has_flow'),
};
const COLUMNS = { conversation: conversations, ...LISTED };

/** Selects conversations, each with its last message and whether a flow writes to the customer; not for a batch. */
export const selectListed = (db: Database) =>
  db
    .select({ ...COLUMNS, lastMessage: messages })
    .from(conversations)
    .leftJoin(messages, eq(messages.messageId, conversations.lastMessageId));

/** Selects conversations without their last message: in a batch, D1 returns columns of one name once. */
export const selectConversations = (db: Database) => db.select(COLUMNS).from(conversations);
