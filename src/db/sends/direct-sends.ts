import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { SERVICE_WINDOW_MS } from '../../shared/time/service-window';
import { type AuditDraft, auditIf } from '../accounts/audit';
import { reportChange } from '../conversations/conversation-events';
import { conversationInQuery, ofConversation } from '../conversations/conversation-list';
import { countChange, insertEntry, lastSeq, showSentMessage } from '../conversations/conversation-statements';
import { indexWords } from '../conversations/conversation-words';
import { selectMessagePage } from '../conversations/message-page';
import { AT_END_OF_TIME, currentKey, keysOfCustomer, reassignNumbers } from '../customers/customer-names';
import { type Message, messageExists } from '../messages/messages';
import { onlyChannel } from '../run-log/open-wait-statements';
import { accounts, conversations, customers, messages, uploads } from '../schema';
import { runBatch } from '../sql/batch';
import { assertExists, type Database, selectValues, writeIfExists } from '../sql/database';
import { type IdempotencyRecord, insertIdempotencyRecord } from '../sql/idempotency';
import { bindSelects } from '../sql/prepared-select';
import { type NamedInSend, sendFactSelects, sendFactValues } from './send-fact-statements';
import { isUnsent } from './unsent-messages';

/** The conversation that a person or a system writes in: by its id, or by the channel (null: the only one) and an address. */
export type SendTarget = { conversationId: string } | { channelId: string | null; address: string };

/** A message to write: what it needs of its conversation is checked in the transaction that writes it. */
export type DirectSend = {
  message: Message & { author: string };
  /** Whether it begins the conversation, where there is none yet. */
  begins: boolean;
  /** A free form, which needs the customer service window. */
  needsWindow: boolean;
  /** The customer's opt-out stops it. */
  needsConsent: boolean;
  /** The id of the conversation, if it is new. */
  conversationId: string;
  /** The words by which the conversation is found from then on. */
  words: string[];
  /** The last message that the author had seen: an answer of somebody else after it stops it. Null: it is not checked. */
  lastSeen: string | null;
  /** Null for the sends of a key, which can be very many. */
  audit: AuditDraft | null;
};

const isMessage = ({ accountId, messageId }: Pick<Message, 'accountId' | 'messageId'>) =>
  and(eq(messages.accountId, accountId), eq(messages.messageId, messageId));

const isConversationOf = ({ channelId, userKey }: Pick<Message, 'channelId' | 'userKey'>) =>
  and(eq(conversations.channelId, channelId), eq(conversations.userKey, userKey));

const m = alias(messages, 'm');

function placeOf(accountId: string, target: SendTarget): { channelId: SQL; userKey: SQL } {
  if ('address' in target) {
    const channelId = target.channelId === null ? onlyChannel(accountId) : sql`${target.channelId}`;
    return { channelId, userKey: currentKey(accountId, target.address, AT_END_OF_TIME) };
  }
  const [of, c] = [ofConversation(accountId, target.conversationId), conversationInQuery];
  return { channelId: of(sql`${c.channelId}`), userKey: of(sql`${c.userKey}`) };
}

/** The condition that a message is an answer of somebody else, after the last one that an author had seen. */
const isUnseenAnswer = (
  { accountId, channelId, author }: { accountId: string; channelId: SQL | string; author: string },
  keys: SQL,
  lastSeen: string,
): SQL =>
  sql`${messages.accountId} = ${accountId} and ${messages.userKey} in ${keys} and ${messages.messageId} > ${lastSeen}
    and +${messages.channelId} = ${channelId} and ${messages.direction} = 'out'
    and ${messages.author} not in ('flow', ${author})`;

/** The conditions in which the message may be written, by what has changed since the facts were read. */
function mayWrite({ message, begins, needsWindow, needsConsent, lastSeen }: DirectSend): SQL {
  const { accountId, userKey, channelId, clientId, createdAt: now } = message;
  const keys = keysOfCustomer(accountId, userKey, AT_END_OF_TIME);
  const conversation = sql`(select 1 from ${conversations} where ${isConversationOf(message)}`;
  const conditions: SQL[] = [sql`not exists ${conversation} and ${conversations.owner} = 'other_app')`];
  if (!begins) conditions.push(sql`exists ${conversation})`);
  if (needsWindow) {
    conditions.push(sql`exists (select 1 from ${conversations} where ${conversations.channelId} = ${channelId}
      and ${conversations.userKey} in ${keys} and ${conversations.lastInboundAt} > ${now - SERVICE_WINDOW_MS})`);
  }
  if (needsConsent) {
    conditions.push(sql`not exists (select 1 from ${customers} where ${customers.accountId} = ${accountId}
      and ${customers.optedOutAt} is not null and ${customers.userKey} in ${keys})`);
  }
  if (lastSeen !== null) {
    conditions.push(sql`not exists (select 1 from ${messages} where ${isUnseenAnswer(message, keys, lastSeen)})`);
  }
  if (clientId !== null) {
    conditions.push(sql`not exists (select 1 from ${messages} where ${messages.channelId} = ${channelId}
      and ${messages.userKey} in ${keys} and ${messages.clientId} = ${clientId})`);
  }
  return sql.join(conditions, sql` and `);
}

/** The messages that a person or a system sends, without a flow. A message is sent at most once. */
export const directSendsRepository = (db: Database) => ({
  /**
   * Returns everything that decides about a message: the account, the channel, the customer's key and conversation, the
   * templates and messages that it names, and the message that already has its client id. One round trip.
   */
  async load({
    accountId,
    target,
    clientId,
    mediaIds,
    author,
    lastSeen,
    ...named
  }: NamedInSend & {
    accountId: string;
    target: SendTarget;
    clientId: string | null;
    mediaIds: string[];
    author: string;
    lastSeen: string | null;
  }) {
    const { channelId, userKey } = placeOf(accountId, target);
    const keys = keysOfCustomer(accountId, userKey, AT_END_OF_TIME);
    const isSame = and(
      eq(messages.accountId, accountId),
      eq(messages.channelId, channelId),
      inArray(messages.userKey, keys),
      sql`${messages.clientId} = ${clientId}`,
    );
    const rows = await runBatch(db, {
      account: db
        .select({
          optOutPolicy: accounts.optOutPolicy,
          userKey: sql<string | null>`${userKey}`.as('user_key'),
          priceList: accounts.priceList,
          serviceMessages: sql<number>`0`.as('service_messages'),
        })
        .from(accounts)
        .where(eq(accounts.accountId, accountId)),
      own: db
        .select()
        .from(conversations)
        .where(and(eq(conversations.channelId, channelId), eq(conversations.userKey, userKey))),
      ...bindSelects(
        db,
        sendFactSelects({ channelId, keys: [keys], keysAtAddress: keys }),
        sendFactValues(accountId, named),
      ),
      existing: selectMessagePage(db, accountId, isSame, 1),
      unseenAnswers:
        lastSeen === null
          ? []
          : [
              db
                .select({ messageId: messages.messageId })
                .from(messages)
                .where(isUnseenAnswer({ accountId, channelId, author }, keys, lastSeen))
                .limit(1),
            ],
      uploads: db
        .select()
        .from(uploads)
        .where(and(eq(uploads.accountId, accountId), inArray(uploads.mediaId, mediaIds))),
    });
    const [existing] = rows.existing.rows;
    return {
      account: rows.account[0],
      userKey: rows.account[0]?.userKey ?? null,
      channel: rows.channel[0],
      optedOut: rows.optedOut.length > 0,
      /** The row of this customer's key, and the one in which they wrote last, under any of their keys. */
      own: rows.own[0],
      conversation: rows.conversation[0],
      templates: rows.templates,
      answered: rows.answered,
      uploads: rows.uploads,
      hasUnseenAnswer: rows.unseenAnswers.flat().length > 0,
      existing: existing && { message: existing, statuses: rows.existing.statuses, charges: rows.existing.charges },
    };
  },

  /**
   * Writes a message whose call to Meta begins now, and makes its author the owner of the conversation; the same transaction
   * checks what may have changed since the facts were read. While earlier messages to the customer wait to be sent, it waits
   * behind them. Returns it with its conversation's id, or null, with nothing written, if it must not be sent, or was written by another call.
   */
  async begin(
    send: DirectSend,
    idempotencyRecord: IdempotencyRecord | null,
  ): Promise<{ message: Message; conversationId: string } | null> {
    const { message } = send;
    const { accountId, channelId, userKey, address, messageId, createdAt: now } = message;
    const isAfter = sql`exists (select 1 from ${messages} ${m} where ${m.channelId} = ${channelId}
      and ${m.userKey} = ${userKey} and ${isUnsent(m)})`;
    const conversation = and(isConversationOf(message), eq(conversations.accountId, accountId));
    const values = selectValues(messages, message, {
      seq: lastSeq(accountId),
      callStartedAt: sql`iif(${isAfter}, null, ${now})`,
      sendDueAt: sql`iif(${isAfter}, ${now}, ${message.sendDueAt})`,
    });
    const written = await writeIfExists(messages.messageId, () =>
      runBatch(db, {
        counted: countChange(db, [accountId]),
        reassigned: send.begins ? reassignNumbers(db, [{ accountId, phone: address, at: now }]) : [],
        message: db
          .insert(messages)
          .select(sql`select ${values} where ${mayWrite(send)}`)
          .onConflictDoNothing(),
        asserted: assertExists(db, messages, isMessage(message)),
        shown: send.begins
          ? [
              showSentMessage(
                db,
                { accountId, channelId, address, messageId, conversationId: send.conversationId, at: now },
                messageExists(message),
              ),
            ]
          : [],
        entry: insertEntry(
          db,
          { accountId, kind: 'owner', author: message.author, detail: { owner: 'person' }, at: now },
          and(conversation, isNull(conversations.owner)),
        ),
        owned: db
          .update(conversations)
          .set({
            owner: 'person',
            assignee: sql`coalesce(${conversations.assignee}, ${message.author})`,
            waitingSince: null,
            unread: 0,
            state: sql`iif(${conversations.state} = 'done', 'open', ${conversations.state})`,
            lastMessageId: messageId,
            lastAt: sql`max(${conversations.lastAt}, ${now})`,
            seq: lastSeq(accountId),
          })
          .where(conversation),
        words: indexWords(db, [{ accountId, channelId, userKey, words: send.words, at: now }]),
        reported: reportChange(db, accountId, now, conversation),
        idempotency: insertIdempotencyRecord(db, idempotencyRecord),
        audit: auditIf(db, send.audit),
        row: db.select().from(messages).where(isMessage(message)),
        place: db.select({ conversationId: conversations.conversationId }).from(conversations).where(conversation),
      }),
    );
    const [row] = written?.row ?? [];
    return row ? { message: row, conversationId: written?.place[0]?.conversationId ?? send.conversationId } : null;
  },
});

export type DirectSendsRepository = ReturnType<typeof directSendsRepository>;
