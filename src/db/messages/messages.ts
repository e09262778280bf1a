import { and, asc, eq, inArray, isNotNull, lt, lte, type SQL, sql } from 'drizzle-orm';
import type { JsonObject, JsonValue } from '../../shared/json/json';
import { countChange, lastSeq, touchConversations } from '../conversations/conversation-statements';
import { selectMessagePage } from '../conversations/message-page';
import { joinCustomers } from '../customer-merges/join-customers';
import { keysOfCustomer, type NamePair } from '../customers/customer-names';
import type { AccountEvent } from '../events/events';
import { upsertInboundEvents } from '../events/inbound-events';
import { type OpenWait, toOpenWaits } from '../runs/open-wait';
import { messageStatuses, messages } from '../schema';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { type IdempotencyRecord, insertIdempotencyRecord } from '../sql/idempotency';
import { type PageParams, trimPage } from '../sql/page';
import { insertStatusEvents } from './message-events';
import {
  applyStatusStatements,
  type StatusKey,
  type StatusWrite,
  selectForStatuses,
} from './message-status-statements';
import { type StoredEvent, selectUnmatched, toStoredEvents } from './unmatched-messages';

export type Message = typeof messages.$inferSelect;
export type MessageStatusRow = typeof messageStatuses.$inferSelect;

/** A message by our id, and the channel that a status must have come from. */
export type MessageOfChannel = Pick<Message, 'messageId' | 'channelId'>;

type MessageKey = { accountId: string; messageId: string };

const isMessage = ({ accountId, messageId }: MessageKey) =>
  and(eq(messages.accountId, accountId), eq(messages.messageId, messageId));

/** The condition that a message exists: its customer may have been erased in the meantime. */
export const messageExists = ({ accountId, messageId }: MessageKey): SQL =>
  sql`exists (select 1 from ${messages} where ${messages.messageId} = ${messageId} and ${messages.accountId} = ${accountId})`;

/** Returns the columns of a message that Meta has accepted. A status may have come before Meta's response to the send. */
export const acceptedColumns = (wamid: string, now: number) => ({
  wamid,
  status: sql`iif(${messages.status} = 'pending', 'accepted', ${messages.status})`,
  callStartedAt: null,
  updatedAt: now,
});

export const messagesRepository = (db: Database) => ({
  async find(accountId: string, messageId: string): Promise<Message | undefined> {
    return db.select().from(messages).where(isMessage({ accountId, messageId })).get();
  },

  async findByWamid(accountId: string, { channelId, wamid }: { channelId: string; wamid: string }) {
    return db
      .select()
      .from(messages)
      .where(and(eq(messages.accountId, accountId), eq(messages.channelId, channelId), eq(messages.wamid, wamid)))
      .get();
  },

  /** Stores the address that a reply reads as, unless it has one. Returns the content as stored; undefined without such a message. */
  async setAddress({ address, ...key }: MessageKey & { address: JsonValue }): Promise<JsonObject | undefined> {
    const [stored] = await db
      .update(messages)
      .set({
        content: sql`iif(json_type(${messages.content}, '$.address') is null,
          json_set(${messages.content}, '$.address', json(${JSON.stringify(address)})), ${messages.content})`,
      })
      .where(isMessage(key))
      .returning({ content: messages.content });
    return stored?.content;
  },

  /** Inserts a message that belongs to no step, before it is sent. */
  async insert(message: Message, idempotencyRecord: IdempotencyRecord | null): Promise<void> {
    await runBatch(db, {
      message: db.insert(messages).values(message),
      idempotency: insertIdempotencyRecord(db, idempotencyRecord),
    });
  },

  /** Marks a message that belongs to no step as accepted by Meta, and links the names that Meta returned. */
  async markAccepted({
    now,
    wamid,
    pairs,
    ...key
  }: MessageKey & { now: number; wamid: string; pairs: NamePair[] }): Promise<void> {
    await runBatch(db, {
      message: db.update(messages).set(acceptedColumns(wamid, now)).where(isMessage(key)),
      names: joinCustomers(db, pairs, messageExists(key)),
    });
  },

  /** Marks such a message as rejected by Meta, with Meta's error. */
  async markFailed({ now, error, ...key }: MessageKey & { now: number; error: JsonObject }): Promise<void> {
    const errorCodes = typeof error.code === 'string' ? [error.code] : [];
    await runBatch(db, {
      outbox: insertStatusEvents(db, [{ ...key, channelId: null, status: 'failed', at: now, errorCodes }], now),
      message: db.update(messages).set({ status: 'failed', callStartedAt: null, updatedAt: now }).where(isMessage(key)),
      status: db
        .insert(messageStatuses)
        .values({ ...key, status: 'failed', at: now, detail: { errors: [error] } })
        .onConflictDoNothing(),
    });
  },

  /** Returns a message and its statuses. */
  async findWithStatuses(accountId: string, messageId: string) {
    const { rows, statuses } = await runBatch(db, {
      rows: db.select().from(messages).where(isMessage({ accountId, messageId })),
      statuses: db
        .select()
        .from(messageStatuses)
        .where(and(eq(messageStatuses.accountId, accountId), eq(messageStatuses.messageId, messageId)))
        .orderBy(asc(messageStatuses.at)),
    });
    return { message: rows[0], statuses };
  },

  /** Saves the state of a file's download, which is a change of its conversation; false if the message does not exist. */
  async setMedia({
    media,
    dueAt,
    ...key
  }: MessageKey & { media: Message['media']; dueAt: number | null }): Promise<boolean> {
    const isSettled = media?.state !== 'pending';
    const { changed } = await runBatch(db, {
      counted: isSettled ? [countChange(db, [key.accountId])] : [],
      changed: db
        .update(messages)
        .set({ media, mediaDueAt: dueAt, ...(isSettled ? { seq: lastSeq(key.accountId) } : {}) })
        .where(isMessage(key))
        .returning({ messageId: messages.messageId }),
      touched: isSettled ? [touchConversations(db, sql`(${key.messageId})`)] : [],
    });
    return changed.length > 0;
  },

  /** Claims up to `limit` messages whose file is due to be fetched, for `leaseMs`. */
  async claimDueMedia({ now, leaseMs, limit }: { now: number; leaseMs: number; limit: number }) {
    const due = db
      .select({ messageId: messages.messageId })
      .from(messages)
      .where(and(isNotNull(messages.mediaDueAt), lte(messages.mediaDueAt, now)))
      .orderBy(asc(messages.mediaDueAt))
      .limit(limit);
    return db
      .update(messages)
      .set({ mediaDueAt: now + leaseMs })
      .where(inArray(messages.messageId, due))
      .returning({ accountId: messages.accountId, messageId: messages.messageId });
  },

  /** Returns the messages that statuses belong to; one round trip. */
  async findForStatuses(keys: StatusKey[]) {
    return selectForStatuses(db, keys);
  },

  /**
   * Applies statuses, once per message and status, with their charges, and stores the events raw, also those of `kept`; one
   * round trip. Statuses of messages that do not exist are not written: `found` lists those that do. Returns the waits to wake,
   * and the events of messages to match again because their sender is now known.
   */
  async applyStatuses(
    writes: StatusWrite[],
    kept: AccountEvent[],
    pairs: NamePair[],
    now: number,
  ): Promise<{ found: MessageOfChannel[]; waits: OpenWait[]; unmatched: StoredEvent[] }> {
    const { found, waits, unmatched } = await runBatch(db, {
      ...applyStatusStatements(db, writes, now),
      names: joinCustomers(db, pairs),
      kept: upsertInboundEvents(db, kept),
      unmatched: selectUnmatched(db, pairs, now),
    });
    return { found, waits: toOpenWaits(waits), unmatched: toStoredEvents(unmatched.flat()) };
  },

  /** Returns a page of messages, newest first, with their statuses and charges. */
  async list(accountId: string, filter: { userKey: string } | { requestId: string }, { limit, after }: PageParams) {
    const matching = and(
      eq(messages.accountId, accountId),
      'userKey' in filter
        ? inArray(messages.userKey, keysOfCustomer(accountId, filter.userKey))
        : eq(messages.requestId, filter.requestId),
      after ? lt(messages.messageId, after) : undefined,
    );
    const { rows, ...linked } = await runBatch(db, selectMessagePage(db, accountId, matching, limit));
    return { ...trimPage(rows, limit), ...linked };
  },
});

export type MessagesRepository = ReturnType<typeof messagesRepository>;
