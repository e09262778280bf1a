import { and, asc, eq, isNotNull, isNull, lte, type SQL, sql } from 'drizzle-orm';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { JsonObject } from '../../shared/json/json';
import { textOrEmpty } from '../../shared/json/read-json';
import { countChange, lastSeq, touchConversations } from '../conversations/conversation-statements';
import { AT_END_OF_TIME, joinNames, keysOfCustomer, type NamePair } from '../customers/customer-names';
import { insertStatusEvents } from '../messages/message-events';
import { acceptedColumns, type Message, messageExists } from '../messages/messages';
import { accounts, conversations, messageStatuses, messages, uploads } from '../schema';
import { runBatch } from '../sql/batch';
import { type Database, selectValues } from '../sql/database';
import { bindSelects } from '../sql/prepared-select';
import { sendFactSelects, sendFactValues } from './send-fact-statements';

type SentKey = Pick<Message, 'accountId' | 'messageId'>;

const m = alias(messages, 'm');

const isMessage = ({ accountId, messageId }: SentKey) =>
  and(eq(messages.accountId, accountId), eq(messages.messageId, messageId));

/** The condition that a message of a person or a system has no result yet. */
export const isUnsent = (of: Record<'sendDueAt' | 'status' | 'wamid', SQLiteColumn>): SQL =>
  sql`(${of.sendDueAt} is not null and ${of.status} = 'pending' and ${of.wamid} is null)`;

/** The messages of persons and systems that have no result yet, and their results. */
export const unsentMessagesRepository = (db: Database) => {
  /** Returns the statements that write the result of a send and count it as a change of its conversation. */
  const changed = (key: SentKey, set: Record<string, unknown>) => ({
    counted: countChange(db, [key.accountId]),
    message: db
      .update(messages)
      .set({ ...set, seq: lastSeq(key.accountId) })
      .where(isMessage(key))
      .returning(),
    touched: touchConversations(db, sql`(select ${key.messageId})`),
    waiting: db
      .select({ messageId: messages.messageId })
      .from(messages)
      .where(
        and(
          isUnsent(messages),
          sql`(${messages.channelId}, ${messages.userKey}) in (select ${m.channelId}, ${m.userKey} from ${messages} ${m}
            where ${m.messageId} = ${key.messageId})`,
        ),
      )
      .orderBy(asc(messages.messageId))
      .limit(1),
  });

  return {
    /**
     * Claims the oldest unsent message to the customer of a message, if it is due, for `leaseMs`. A call that has no result
     * when its lease ends may have gone out: its message is not sent again. One caller at a time gets a message. Also returns
     * what decides whether it may still be sent.
     */
    async claim({ accountId, messageId, now, leaseMs }: SentKey & { now: number; leaseMs: number }) {
      const place = sql`(select ${m.channelId}, ${m.userKey} from ${messages} ${m} where ${m.messageId} = ${messageId}
        and ${m.accountId} = ${accountId})`;
      const isOfCustomer = sql`(${messages.channelId}, ${messages.userKey}) in ${place}`;
      const column = (name: SQL) =>
        sql`(select ${name} from ${messages} ${m} where ${m.messageId} = ${messageId} and ${m.accountId} = ${accountId})`;
      const channelId = column(sql`${m.channelId}`);
      const keys = keysOfCustomer(accountId, column(sql`${m.userKey}`), AT_END_OF_TIME);
      const oldest = sql`(select min(${messages.messageId}) from ${messages} where ${isOfCustomer} and ${isUnsent(messages)})`;
      const isLost = and(
        isOfCustomer,
        isUnsent(messages),
        isNotNull(messages.callStartedAt),
        lte(messages.sendDueAt, now),
      );
      const isNext = and(
        sql`${messages.messageId} = ${oldest}`,
        isUnsent(messages),
        isNull(messages.callStartedAt),
        lte(messages.sendDueAt, now),
      );
      // While there is nothing to do, nothing has changed for who reads the conversations.
      const isDue = sql`(exists (select 1 from ${messages} where ${isLost}) or exists (select 1 from ${messages} where ${isNext}))`;
      const { claimed, own, ...facts } = await runBatch(db, {
        counted: countChange(db, [accountId], isDue),
        touched: touchConversations(db, sql`(select ${messageId} where ${isDue})`),
        lost: db
          .update(messages)
          .set({ sendDueAt: null, seq: lastSeq(accountId) })
          .where(isLost),
        claimed: db
          .update(messages)
          .set({ callStartedAt: now, sendDueAt: now + leaseMs, updatedAt: now })
          .where(isNext)
          .returning(),
        own: db
          .select({ owner: conversations.owner })
          .from(conversations)
          .where(sql`(${conversations.channelId}, ${conversations.userKey}) in ${place}`),
        account: db
          .select({ optOutPolicy: accounts.optOutPolicy })
          .from(accounts)
          .where(eq(accounts.accountId, accountId)),
        ...bindSelects(
          db,
          sendFactSelects({ channelId, keys: [keys], keysAtAddress: keys }),
          sendFactValues(accountId, { templates: [], messageIds: [] }),
        ),
        uploads: db
          .select()
          .from(uploads)
          .where(
            and(
              eq(uploads.accountId, accountId),
              sql`${uploads.mediaId} = (select ${messages.media} ->> 'media_id' from ${messages} where ${messages.messageId} = ${oldest})`,
            ),
          ),
      });
      return {
        message: claimed[0],
        owner: own[0]?.owner ?? null,
        optOutPolicy: facts.account[0]?.optOutPolicy ?? 'strict',
        channel: facts.channel[0],
        optedOut: facts.optedOut.length > 0,
        lastInboundAt: facts.conversation[0]?.lastInboundAt ?? 0,
        upload: facts.uploads[0],
      };
    },

    /** Writes that Meta has accepted a message, and links the names that Meta returned. */
    async accept({
      now,
      wamid,
      pairs,
      metaId,
      ...key
    }: SentKey & {
      now: number;
      wamid: string;
      pairs: NamePair[];
      /** Meta's id of the file that was uploaded for the message. */
      metaId: { mediaId: string; channelId: string; id: string } | null;
    }) {
      const { message, waiting } = await runBatch(db, {
        ...changed(key, { ...acceptedColumns(wamid, now), sendDueAt: null }),
        names: joinNames(db, pairs, messageExists(key)),
        upload: metaId
          ? [
              db
                .update(uploads)
                .set({
                  metaIds: sql`json_set(${uploads.metaIds}, '$.' || ${metaId.channelId}, ${metaId.id})`,
                })
                .where(and(eq(uploads.accountId, key.accountId), eq(uploads.mediaId, metaId.mediaId))),
            ]
          : [],
      });
      return { message: message[0], hasNext: waiting.length > 0 };
    },

    /** Writes that a message was not sent, and why. */
    async fail({ now, error, ...key }: SentKey & { now: number; error: JsonObject }) {
      const failure = { ...key, channelId: null, status: 'failed', at: now, errorCodes: [textOrEmpty(error.code)] };
      const { message, statuses, waiting } = await runBatch(db, {
        outbox: insertStatusEvents(db, [failure], now),
        ...changed(key, { status: 'failed', callStartedAt: null, sendDueAt: null, updatedAt: now }),
        statuses: db
          .insert(messageStatuses)
          .select(
            sql`select ${selectValues(messageStatuses, { ...key, status: 'failed', at: now, detail: { errors: [error] } })}
              where ${messageExists(key)}`,
          )
          .onConflictDoNothing()
          .returning(),
      });
      return { message: message[0], statuses, hasNext: waiting.length > 0 };
    },

    /** Writes that Meta has not taken a message; it may be sent from `dueAt` on. */
    async postpone({ now, dueAt, ...key }: SentKey & { now: number; dueAt: number }) {
      const { message } = await runBatch(db, changed(key, { callStartedAt: null, sendDueAt: dueAt, updatedAt: now }));
      return { message: message[0], hasNext: false };
    },

    /** Writes that the answer to a call was lost: a status of Meta settles whether the message went out. */
    async lose({ now, ...key }: SentKey & { now: number }) {
      const { message, waiting } = await runBatch(db, changed(key, { sendDueAt: null, updatedAt: now }));
      return { message: message[0], hasNext: waiting.length > 0 };
    },

    /** Returns, for up to `limit` customers, a message that is due to be sent or whose call has no result. */
    async listDue(now: number, limit: number): Promise<SentKey[]> {
      const rows = await db
        .select({ accountId: messages.accountId, messageId: sql<string>`min(${messages.messageId})` })
        .from(messages)
        .where(and(isUnsent(messages), lte(messages.sendDueAt, now)))
        .groupBy(messages.channelId, messages.userKey)
        .limit(limit);
      return rows;
    },

    /** Makes the messages due that wait for a channel. */
    async release(channelId: string, now: number): Promise<void> {
      await db
        .update(messages)
        .set({ sendDueAt: now })
        .where(and(eq(messages.channelId, channelId), isUnsent(messages), isNull(messages.callStartedAt)));
    },
  };
};

export type UnsentMessagesRepository = ReturnType<typeof unsentMessagesRepository>;
