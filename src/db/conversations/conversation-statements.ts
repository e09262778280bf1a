import { and, eq, inArray, isNotNull, type SQL, sql } from 'drizzle-orm';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { newId } from '../../shared/crypto/ids';
import { threadOrder } from '../../shared/messages/thread-order';
import { currentKey } from '../customers/customer-names';
import type { AccountEvent } from '../events/events';
import { isNotApplied } from '../events/inbound-events';
import { ofRequest, type RunKey } from '../runs/run-statements';
import { heldConversation, wakeHeldRuns } from '../runs/wake-held-runs';
import { conversationCounters, conversationEntries, conversations, messages, requests } from '../schema';
import { type Database, fromExcluded, jsonList, selectsFromJson, selectValues } from '../sql/database';
import { isLive } from '../sql/is-live';

export type Conversation = typeof conversations.$inferSelect;
export type ConversationEntry = typeof conversationEntries.$inferSelect;

/** An incoming message, as it changes its conversation. */
export type ReceivedMessage = Pick<Conversation, 'accountId' | 'channelId' | 'userKey' | 'name'> & {
  /** Null for a message that only edits or deletes another one: it is not shown as the last one. */
  messageId: string | null;
  wamid: string;
  at: number;
  opensWindow: boolean;
  /** The customer has written something, other than a reaction. */
  isWritten: boolean;
  /** No flow waits for it or starts with it, so a person must read it. */
  isForPerson: boolean;
};

/** A conversation that has been done for this long is assigned to nobody when the customer writes again. */
const KEEPS_ASSIGNEE_MS = 72 * 3_600_000;
export const CONVERSATION_KEY = [conversations.channelId, conversations.userKey];

export const NEW_CONVERSATION = {
  lastInboundAt: 0,
  lastWamid: '',
  conversationId: null,
  name: null,
  state: 'open',
  owner: null,
  assignee: null,
  snoozedUntil: null,
  waitingSince: null,
  unread: 0,
  seq: 0,
  lastMessageId: null,
  lastAt: 0,
  requestId: null,
  resumeStep: null,
  threadOrder: null,
  threadIdleAt: null,
  typing: null,
  reportedState: null,
  reportedAssignee: null,
  reportedWaiting: null,
  reportedOwner: null,
  lateFor: null,
  closingFor: null,
} satisfies Partial<Conversation>;

/** Returns the number of the account's last change; `countChange` must stand before in the same batch. */
export const lastSeq = (accountId: SQL | string): SQL<number> =>
  sql<number>`(select ${conversationCounters.seq} from ${conversationCounters}
    where ${conversationCounters.accountId} = ${accountId})`;

/** Returns the statement that counts a change of the conversations of these accounts, if `guard` holds. */
export const countChange = (db: Database, accountIds: string[], guard: SQL = sql`true`) =>
  db
    .insert(conversationCounters)
    .select(sql`select value, 1 from json_each(${JSON.stringify([...new Set(accountIds)])}) where ${guard}`)
    .onConflictDoUpdate({
      target: conversationCounters.accountId,
      set: { seq: sql`${conversationCounters.seq} + 1` },
    });

const last = {
  isLater: sql`(excluded.last_message_id is not null
    and (${conversations.lastMessageId} is null or excluded.last_at >= ${conversations.lastAt}))`,
};
const lastMessageColumns = {
  lastMessageId: sql`iif(${last.isLater}, excluded.last_message_id, ${conversations.lastMessageId})`,
  lastAt: sql`max(excluded.last_at, ${conversations.lastAt})`,
  seq: sql`excluded.seq`,
  conversationId: sql`coalesce(${conversations.conversationId}, excluded.conversation_id)`,
};

/** Who owns a conversation once another app has given it up: the person to whom a request handed it over, else the flows. */
export const regainedOwner = sql`iif(${conversations.requestId} is null, null, 'person')`;

/**
 * Returns the statements that apply customers' messages to their conversations, each unless its event has been applied. What a
 * customer writes opens the conversation again.
 */
export function receiveMessages(db: Database, received: { message: ReceivedMessage; event: AccountEvent }[]) {
  const rows = received.map(({ message: { accountId, channelId, userKey, name, messageId, wamid, at, ...is } }) => ({
    ...NEW_CONVERSATION,
    accountId,
    channelId,
    userKey,
    name,
    conversationId: newId('cnv'),
    lastInboundAt: is.opensWindow ? at : 0,
    lastWamid: is.opensWindow ? wamid : '',
    waitingSince: is.isForPerson ? at : null,
    unread: is.isWritten ? 1 : 0,
    lastMessageId: messageId,
    lastAt: messageId === null ? 0 : at,
    threadOrder: threadOrder(at, 'live'),
  }));
  const isNewest = sql`excluded.last_inbound_at >= ${conversations.lastInboundAt}`;
  const isWritten = sql`excluded.unread > 0`;
  const isLost = sql`(${conversations.owner} = 'other_app' and ${conversations.threadOrder} > excluded.thread_order)`;
  // A person's answer may arrive before the message that it answers.
  const isAnswered = sql`(excluded.last_at <= ${conversations.lastAt} and exists (select 1 from ${messages}
    where ${messages.messageId} = ${conversations.lastMessageId} and ${messages.author} not in ('customer', 'flow')))`;
  const isForgotten = sql`(${conversations.state} = 'done' and ${conversations.lastAt} < excluded.last_at - ${KEEPS_ASSIGNEE_MS})`;
  return selectsFromJson(conversations, rows, {
    keys: received.map(({ event }) => [event.accountId, event.dedupeKey]),
    where: (accountId, dedupeKey) => isNotApplied({ accountId, dedupeKey }),
    instead: { seq: (accountId) => lastSeq(accountId) },
  }).map((values) =>
    db
      .insert(conversations)
      .select(values)
      .onConflictDoUpdate({
        target: CONVERSATION_KEY,
        set: {
          ...lastMessageColumns,
          lastInboundAt: sql`iif(${isNewest}, excluded.last_inbound_at, ${conversations.lastInboundAt})`,
          lastWamid: sql`iif(${isNewest}, excluded.last_wamid, ${conversations.lastWamid})`,
          name: sql`coalesce(excluded.name, ${conversations.name})`,
          unread: sql`${conversations.unread} + iif(${isAnswered}, 0, excluded.unread)`,
          waitingSince: sql`iif(${isLost} or ${isAnswered}, ${conversations.waitingSince},
            coalesce(${conversations.waitingSince}, excluded.waiting_since))`,
          owner: sql`iif(${conversations.owner} = 'other_app' and not ${isLost}, ${regainedOwner}, ${conversations.owner})`,
          threadOrder: sql`max(coalesce(${conversations.threadOrder}, 0), excluded.thread_order)`,
          threadIdleAt: sql`iif(${isLost}, ${conversations.threadIdleAt}, null)`,
          state: sql`iif(${isWritten}, 'open', ${conversations.state})`,
          snoozedUntil: sql`iif(${isWritten}, null, ${conversations.snoozedUntil})`,
          assignee: sql`iif(${isWritten} and ${isForgotten}, null, ${conversations.assignee})`,
        },
      }),
  );
}

/** The condition that a person or another app owns the conversation with an address, so that flows write no free forms there. */
export const isOwned = ({
  accountId,
  channelId,
  address,
}: {
  accountId: string;
  channelId: string | SQLiteColumn;
  address: string | SQLiteColumn;
}): SQL =>
  sql`exists (select 1 from ${conversations} where ${conversations.channelId} = ${channelId}
    and ${conversations.userKey} = ${currentKey(accountId, sql`${address}`)} and ${conversations.owner} is not null)`;

/** Returns the statement that shows an outgoing message in its conversation, if `guard` holds. */
export const showSentMessage = (
  db: Database,
  {
    accountId,
    channelId,
    address,
    messageId,
    conversationId = newId('cnv'),
    at,
  }: Pick<ReceivedMessage, 'accountId' | 'channelId' | 'at'> & {
    address: string;
    messageId: SQL | string;
    /** The id of a new conversation. */
    conversationId?: string;
  },
  guard: SQL,
) =>
  db
    .insert(conversations)
    .select(
      sql`select ${selectValues(
        conversations,
        { ...NEW_CONVERSATION, accountId, channelId, conversationId, lastAt: at },
        { userKey: currentKey(accountId, address), seq: lastSeq(accountId), lastMessageId: sql`${messageId}` },
      )} where ${guard}`,
    )
    .onConflictDoUpdate({ target: CONVERSATION_KEY, set: lastMessageColumns });

/** Returns the statement that counts a change of messages as one of their conversations. `ids` are the changed messages. */
export const touchConversations = (db: Database, ids: SQL) =>
  db
    .update(conversations)
    .set({ seq: lastSeq(sql`${conversations.accountId}`) })
    .where(
      sql`(${conversations.channelId}, ${conversations.userKey}) in (select ${messages.channelId},
        ${currentKey(sql`${messages.accountId}`, sql`${messages.address}`)} from ${messages}
        where ${messages.messageId} in ${ids})`,
    );

/** Returns the statement that adds an entry to the conversations that have a condition. */
export const insertEntry = (
  db: Database,
  {
    accountId,
    kind,
    author,
    detail,
    at,
  }: Pick<ConversationEntry, 'accountId' | 'kind' | 'author' | 'detail'> & {
    at: number;
  },
  condition: SQL | undefined,
  instead: { detail?: SQL } = {},
) =>
  db
    .insert(conversationEntries)
    .select(
      sql`select ${selectValues(
        conversationEntries,
        { entryId: newId('cve'), accountId, kind, author, detail, createdAt: at },
        { conversationId: sql`${conversations.conversationId}`, seq: lastSeq(accountId), ...instead },
      )} from ${conversations} where ${and(condition, isNotNull(conversations.conversationId))}`,
    );

/** Returns the statements that give the conversation of a request to a person, with a note for them, if `guard` holds. */
export function handOverStatements(
  db: Database,
  run: RunKey,
  { note, now }: { note: string; now: number },
  guard: SQL,
) {
  const { accountId, requestId } = run;
  const [channelId, address] = [ofRequest(requests.channelId, run), ofRequest(requests.address, run)];
  const row = { ...NEW_CONVERSATION, accountId, owner: 'person' as const, requestId, waitingSince: now, lastAt: now };
  const isOfRequest = and(eq(conversations.accountId, accountId), eq(conversations.requestId, requestId));
  return {
    counted: countChange(db, [accountId]),
    owned: db
      .insert(conversations)
      .select(
        sql`select ${selectValues(
          conversations,
          { ...row, conversationId: newId('cnv') },
          { channelId, userKey: currentKey(accountId, address), seq: lastSeq(accountId) },
        )} where ${channelId} is not null and ${address} is not null and ${guard}`,
      )
      .onConflictDoUpdate({
        target: CONVERSATION_KEY,
        set: {
          ...fromExcluded(conversations, ['requestId', 'seq']),
          conversationId: lastMessageColumns.conversationId,
          owner: sql`coalesce(${conversations.owner}, 'person')`,
          waitingSince: sql`coalesce(${conversations.waitingSince}, excluded.waiting_since)`,
          state: 'open',
          snoozedUntil: null,
          resumeStep: null,
        },
      }),
    entry: insertEntry(
      db,
      { accountId, kind: 'owner', author: 'flow', detail: { owner: 'person', request_id: requestId }, at: now },
      and(isOfRequest, guard),
    ),
    note:
      note === ''
        ? []
        : [
            insertEntry(
              db,
              { accountId, kind: 'note', author: 'flow', detail: { text: note }, at: now },
              and(isOfRequest, guard),
            ),
          ],
  };
}

/**
 * Returns the statements that give the conversations of requests back to the flows, if `guard` holds. Another request that was
 * handed over to the same address keeps its conversation for its person. Wakes the runs that wait to send there. `isAnswered`: nobody has to answer the customer any more.
 */
export function giveBackStatements(
  db: Database,
  { accountId, requestIds }: { accountId: string; requestIds: string[] },
  { now, isAnswered }: { now: number; isAnswered: boolean },
  guard?: SQL,
) {
  const ended = jsonList(requestIds);
  const [own, other] = [alias(requests, 'own'), alias(requests, 'other')];
  const next = sql`(select max(${other.requestId}) from ${requests} ${own} join ${requests} ${other}
    on ${other.channelId} = ${own.channelId} and ${other.address} = ${own.address}
    where ${own.requestId} = ${conversations.requestId} and ${other.accountId} = ${accountId}
      and ${other.requestId} not in ${ended} and ${other.waitingFor} = 'person' and ${isLive(other)})`;
  const isHandedOver = and(eq(conversations.accountId, accountId), inArray(conversations.requestId, ended), guard);
  return {
    counted: countChange(db, [accountId]),
    entry: insertEntry(
      db,
      { accountId, kind: 'owner', author: 'flow', detail: { owner: 'flow' }, at: now },
      and(isHandedOver, eq(conversations.owner, 'person'), sql`${next} is null`),
      { detail: sql`json_object('owner', 'flow', 'request_id', ${conversations.requestId})` },
    ),
    given: db
      .update(conversations)
      .set({
        owner: sql`iif(${next} is null, nullif(${conversations.owner}, 'person'), ${conversations.owner})`,
        requestId: next,
        resumeStep: null,
        ...(isAnswered ? { waitingSince: sql`iif(${next} is null, null, ${conversations.waitingSince})` } : {}),
        seq: lastSeq(accountId),
      })
      .where(isHandedOver),
    woken: wakeHeldRuns(
      db,
      now,
      sql`(${heldConversation.channelId}, ${heldConversation.userKey}) in (select ${own.channelId},
        ${currentKey(accountId, sql`${own.address}`)} from ${requests} ${own}
        where ${own.requestId} in ${ended} and ${own.accountId} = ${accountId})`,
    ),
  };
}
