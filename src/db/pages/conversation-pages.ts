import { and, asc, desc, eq, getTableColumns, inArray, isNull, sql } from 'drizzle-orm';
import type { Channel } from '../channels/channels';
import type { Template } from '../channels/templates';
import {
  type ConversationFilter,
  LISTED,
  type ListPosition,
  listOrder,
  matchingConversations,
} from '../conversations/conversation-list';
import type { Conversation, ConversationEntry } from '../conversations/conversation-statements';
import type { QuickReply } from '../conversations/quick-replies';
import type { FlowVersion } from '../flows/flows';
import type { Message, MessageStatusRow } from '../messages/messages';
import type { Order } from '../orders/orders';
import { type SessionRows, selectPageSession, selectSession, toSessionRows } from '../people/sessions';
import { apiKeys, channels, conversationCounters, conversations, messages, people, sessions } from '../schema';
import { type BatchResult, runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { type PageParams, trimPage } from '../sql/page';
import { type ConversationRun, selectConversation, selectQuickReplies } from './conversation-page';

type SessionRef = { accountId: string; sessionId: string };

const MAX_PEOPLE = 300;
const MAX_KEYS = 100;
/** More are shown as "99+". */
const MAX_COUNTED = 100;

/** A conversation of the list: `hasFlow` is 1 if a flow writes to the customer. */
export type ConversationRow = Conversation & { hasFlow: number; position: number };
/** Who writes in conversations: a person or a key; `mayAnswer` unless they are removed or may only read. */
export type Colleague = { id: string; name: string; mayAnswer: boolean };

/** The rows of the list, beside a conversation too. */
export type ConversationListRows = SessionRows & {
  listed: { rows: ConversationRow[]; more: boolean };
  lastMessages: Message[];
  /** The open conversations that wait for a person, up to 100. */
  waiting: number;
  seq: number;
  colleagues: Colleague[];
  channels: Pick<Channel, 'channelId' | 'name'>[];
};

/** The rows of a conversation; `found` is undefined if the account has none with this id. */
export type ConversationRows = ConversationListRows & {
  found: ConversationRow | undefined;
  stream: { messages: Message[]; statuses: MessageStatusRow[]; entries: ConversationEntry[] };
  isOptedOut: boolean;
  channel: Pick<Channel, 'channelId' | 'name' | 'brokenAt'> | undefined;
  orders: Order[];
  runs: ConversationRun[];
  /** The request that was handed over, with its flow. */
  handedOver: ConversationRun | undefined;
  version: FlowVersion | undefined;
  templates: Template[];
  quickReplies: QuickReply[];
};

/** The rows of the conversations' pages, each with its session in one round trip. */
export const conversationPagesRepository = (db: Database) => {
  const selectSeq = (accountId: string) =>
    db
      .select({ seq: conversationCounters.seq })
      .from(conversationCounters)
      .where(eq(conversationCounters.accountId, accountId));

  const selectWaiting = (accountId: string) => {
    const waiting = db
      .select({ one: sql`1` })
      .from(conversations)
      .where(matchingConversations(accountId, { isWaiting: true }))
      .limit(MAX_COUNTED);
    return db.select({ count: sql<number>`count(*)`.as('waiting') }).from(waiting.as('waiting'));
  };

  /** `isMine`: only those that are assigned to whoever signed in. */
  const selectList = (
    { accountId, sessionId }: SessionRef,
    { isMine, ...filter }: ConversationFilter & { isMine: boolean },
    { limit, after }: { limit: number; after: ListPosition | null },
  ) => {
    const own = sql`(select coalesce(${sessions.personId}, 'key:' || ${sessions.keyId}) from ${sessions}
      where ${sessions.sessionId} = ${sessionId} and ${sessions.accountId} = ${accountId})`;
    const page = {
      where: and(
        matchingConversations(accountId, filter),
        isMine ? eq(conversations.assignee, own) : undefined,
        after ? listOrder.isAfter(after) : undefined,
      ),
      orderBy: [listOrder.position, asc(conversations.conversationId)] as const,
    };
    const shown = db
      .select({ id: conversations.lastMessageId })
      .from(conversations)
      .where(page.where)
      .orderBy(...page.orderBy)
      .limit(limit);
    return {
      signedIn: selectPageSession(db, accountId, sessionId),
      listed: db
        .select({ ...getTableColumns(conversations), ...LISTED })
        .from(conversations)
        .where(page.where)
        .orderBy(...page.orderBy)
        .limit(limit + 1),
      lastMessages: db.select().from(messages).where(inArray(messages.messageId, shown)),
      waiting: selectWaiting(accountId),
      seq: selectSeq(accountId),
      people: db
        .select({ personId: people.personId, name: people.name, role: people.role, removedAt: people.removedAt })
        .from(people)
        .where(eq(people.accountId, accountId))
        .orderBy(sql`${people.removedAt} is not null`, asc(people.personId))
        .limit(MAX_PEOPLE),
      keys: db
        .select({ keyId: apiKeys.keyId, name: apiKeys.name, scopes: apiKeys.scopes, revokedAt: apiKeys.revokedAt })
        .from(apiKeys)
        .where(eq(apiKeys.accountId, accountId))
        .orderBy(desc(apiKeys.keyId))
        .limit(MAX_KEYS),
      channels: db
        .select({ channelId: channels.channelId, name: channels.name })
        .from(channels)
        .where(and(eq(channels.accountId, accountId), isNull(channels.deletedAt))),
    };
  };

  const toListRows = (
    { signedIn, listed, lastMessages, waiting, seq, ...rest }: BatchResult<ReturnType<typeof selectList>>,
    limit: number,
  ): ConversationListRows => ({
    ...toSessionRows(signedIn),
    listed: trimPage(listed, limit),
    lastMessages,
    waiting: waiting[0]?.count ?? 0,
    seq: seq[0]?.seq ?? 0,
    colleagues: [
      ...rest.people.map(({ personId, name, role, removedAt }) => ({
        id: personId,
        name,
        mayAnswer: removedAt === null && role !== 'viewer',
      })),
      ...rest.keys.map(({ keyId, name, scopes, revokedAt }) => ({
        id: `key:${keyId}`,
        name,
        mayAnswer: revokedAt === null && scopes.includes('messages:write'),
      })),
    ],
    channels: rest.channels,
  });

  return {
    async list(
      who: SessionRef,
      filter: ConversationFilter & { isMine: boolean },
      page: { limit: number; after: ListPosition | null },
    ): Promise<ConversationListRows> {
      return toListRows(await runBatch(db, selectList(who, filter, page)), page.limit);
    },

    /** Returns a conversation with the list beside it. `stream.after` is the end of an id, as in the repository of conversations. */
    async load(
      who: SessionRef,
      {
        conversationId,
        filter,
        limit,
        stream,
      }: {
        conversationId: string;
        filter: ConversationFilter & { isMine: boolean };
        limit: number;
        stream: PageParams;
      },
    ): Promise<ConversationRows> {
      const { list, one } = await runBatch(db, {
        list: selectList(who, filter, { limit, after: null }),
        one: selectConversation(db, who.accountId, conversationId, stream),
      });
      const { page, entries } = one.stream;
      return {
        ...toListRows(list, limit),
        found: one.found[0],
        stream: { messages: page.rows, statuses: page.statuses, entries },
        isOptedOut: (one.customer[0]?.optedOutAt ?? null) !== null,
        channel: one.channel[0],
        orders: one.orders,
        runs: one.runs,
        handedOver: one.handedOver[0],
        version: one.version[0],
        templates: one.templates,
        quickReplies: one.quickReplies,
      };
    },

    /** Returns a session and the number of the account's last change: one row beside those of the session. */
    async lastChange({ accountId, sessionId }: SessionRef): Promise<SessionRows & { seq: number }> {
      const { signedIn, seq } = await runBatch(db, {
        signedIn: selectSession(db, accountId, sessionId),
        seq: selectSeq(accountId),
      });
      return { ...toSessionRows(signedIn), seq: seq[0]?.seq ?? 0 };
    },

    /** Returns a session and the account's quick replies. */
    async quickReplies({ accountId, sessionId }: SessionRef): Promise<SessionRows & { quickReplies: QuickReply[] }> {
      const { signedIn, replies } = await runBatch(db, {
        signedIn: selectPageSession(db, accountId, sessionId),
        replies: selectQuickReplies(db, accountId),
      });
      return { ...toSessionRows(signedIn), quickReplies: replies };
    },
  };
};

export type ConversationPagesRepository = ReturnType<typeof conversationPagesRepository>;
