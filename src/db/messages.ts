import { and, asc, desc, eq, lt, sql } from 'drizzle-orm';
import type { JsonObject } from '../shared/json';
import { insertCharges, type NewCharge } from './charges';
import { keysOfCustomer, linkNames, type NamePair } from './customer-names';
import { type Database, rowsOf } from './database';
import type { AccountEvent } from './events';
import { type IdempotencyRecord, insertIdempotencyRecord } from './idempotency';
import { upsertInboundEvents } from './inbound-events';
import { type PageParams, trimPage } from './page';
import { charges, messageStatuses, messages, requests } from './schema';
import { type StoredEvent, selectUnmatched, toStoredEvents, type UnmatchedRow } from './unmatched-messages';

export type Message = typeof messages.$inferSelect;
export type MessageStatusRow = typeof messageStatuses.$inferSelect;
export type MessageStatus = Message['status'];

/** Statuses in the order in which they can come to pass; a later one is never taken back by an earlier one. */
const STATUS_RANKS: Record<MessageStatus, number> = {
  received: 0,
  pending: 0,
  accepted: 1,
  sent: 2,
  failed: 3,
  delivered: 4,
  read: 5,
  played: 6,
};
const currentRank = sql.raw(
  `case messages.status ${Object.entries(STATUS_RANKS)
    .map(([status, rank]) => `when '${status}' then ${rank}`)
    .join(' ')} end`,
);

/** What a status of Meta can be recognised by: their message id, or ours that they echo. */
export type StatusKey = { channelId: string; wamid: string; messageId: string | null };
export type StatusWrite = {
  message: Pick<Message, 'messageId' | 'accountId'>;
  wamid: string;
  status: MessageStatus;
  at: number;
  category: string | null;
  detail: JsonObject;
  charge: NewCharge | null;
  event: AccountEvent;
};

/** Of several statuses of one message what its row becomes: the furthest, and the first name and category that are known. */
function furthestStatuses(writes: StatusWrite[]) {
  const furthest = new Map<string, { rank: number; status: string; wamid: string; category: string | null }>();
  for (const { message, status, wamid, category } of writes) {
    const other = furthest.get(message.messageId);
    const ahead = !other || STATUS_RANKS[status] > other.rank;
    furthest.set(message.messageId, {
      rank: ahead ? STATUS_RANKS[status] : other.rank,
      status: ahead ? status : other.status,
      wamid: other?.wamid ?? wamid,
      category: other?.category ?? category,
    });
  }
  return JSON.stringify(
    [...furthest].map(([id, { rank, status, wamid, category }]) => [id, rank, status, wamid, category]),
  );
}

/** What was learnt of a message whose customer has been erased meanwhile is not kept. */
export const messageExists = ({ accountId, messageId }: Pick<SentMessage, 'accountId' | 'messageId'>) =>
  sql`exists (select 1 from messages where message_id = ${messageId} and account_id = ${accountId})`;

type SentMessage = { accountId: string; messageId: string; now: number };

export const messagesRepository = (db: Database) => ({
  async find(accountId: string, messageId: string): Promise<Message | undefined> {
    return db
      .select()
      .from(messages)
      .where(and(eq(messages.accountId, accountId), eq(messages.messageId, messageId)))
      .get();
  },

  async findByWamid(accountId: string, { channelId, wamid }: { channelId: string; wamid: string }) {
    return db
      .select()
      .from(messages)
      .where(and(eq(messages.accountId, accountId), eq(messages.channelId, channelId), eq(messages.wamid, wamid)))
      .get();
  },

  /** Writes a message that is of no step, before it is sent. */
  async insert(message: Message, idempotencyRecord: IdempotencyRecord | null): Promise<void> {
    await db.batch([db.insert(messages).values(message), ...insertIdempotencyRecord(db, idempotencyRecord)]);
  },

  /** Writes that Meta has taken a message that is of no step, and which names it says are one customer's. */
  async markAccepted({
    accountId,
    messageId,
    now,
    wamid,
    pairs,
  }: SentMessage & { wamid: string; pairs: NamePair[] }): Promise<void> {
    await db.batch([
      db
        .update(messages)
        .set({
          wamid,
          // A status may have come before the answer to the send: it is not taken back.
          status: sql`iif(${messages.status} = 'pending', 'accepted', ${messages.status})`,
          callStartedAt: null,
          updatedAt: now,
        })
        .where(and(eq(messages.accountId, accountId), eq(messages.messageId, messageId))),
      ...linkNames(db, pairs, messageExists({ accountId, messageId })),
    ]);
  },

  /** Writes that Meta has refused such a message, and as which error. */
  async markFailed({ accountId, messageId, now, error }: SentMessage & { error: JsonObject }): Promise<void> {
    await db.batch([
      db
        .update(messages)
        .set({ status: 'failed', callStartedAt: null, updatedAt: now })
        .where(and(eq(messages.accountId, accountId), eq(messages.messageId, messageId))),
      db
        .insert(messageStatuses)
        .values({ messageId, accountId, status: 'failed', at: now, detail: { errors: [error] } })
        .onConflictDoNothing(),
    ]);
  },

  /** A message with its statuses. */
  async findWithStatuses(accountId: string, messageId: string) {
    const [[message], statuses] = await db.batch([
      db
        .select()
        .from(messages)
        .where(and(eq(messages.accountId, accountId), eq(messages.messageId, messageId))),
      db
        .select()
        .from(messageStatuses)
        .where(and(eq(messageStatuses.accountId, accountId), eq(messageStatuses.messageId, messageId)))
        .orderBy(asc(messageStatuses.at)),
    ]);
    return { message, statuses };
  },

  /** Writes how the fetching of a file stands; false where the message is gone. */
  async setMedia(change: {
    accountId: string;
    messageId: string;
    media: Message['media'];
    dueAt: number | null;
  }): Promise<boolean> {
    const { accountId, messageId, media, dueAt } = change;
    const changed = await db
      .update(messages)
      .set({ media, mediaDueAt: dueAt })
      .where(and(eq(messages.accountId, accountId), eq(messages.messageId, messageId)))
      .returning({ messageId: messages.messageId });
    return changed.length > 0;
  },

  /** Takes up to `limit` messages whose file should have been fetched by now, and gives them `leaseMs`. */
  async claimDueMedia({ now, leaseMs, limit }: { now: number; leaseMs: number; limit: number }) {
    return db
      .update(messages)
      .set({ mediaDueAt: now + leaseMs })
      .where(
        sql`${messages.messageId} in (select message_id from messages where media_due_at is not null
          and media_due_at <= ${now} order by media_due_at limit ${limit})`,
      )
      .returning({ accountId: messages.accountId, messageId: messages.messageId });
  },

  /** The messages that statuses belong to; one round trip for any number of them. */
  async findForStatuses(keys: StatusKey[]) {
    const asked = JSON.stringify(keys.map(({ channelId, wamid, messageId }) => [channelId, wamid, messageId]));
    return db
      .select()
      .from(messages)
      .where(
        sql`${messages.messageId} in (
            select m.message_id from json_each(${asked}) k join messages m
              on m.channel_id = k.value ->> 0 and m.wamid = k.value ->> 1
            union select m.message_id from json_each(${asked}) k join messages m
              on m.message_id = k.value ->> 2 and m.channel_id = k.value ->> 0)`,
      );
  },

  /**
   * Applies statuses, each once per message and status, never backwards, with the charges they cause, and keeps all of
   * them raw; one round trip for any number of them. Gives the waits of sends that are now known to have arrived, and of
   * requests that wait for the answer to a message that was not delivered; and the events of messages that are to be
   * matched again, as it is now known who wrote them.
   */
  async applyStatuses(
    writes: StatusWrite[],
    kept: AccountEvent[],
    pairs: NamePair[],
    now: number,
  ): Promise<{ waits: { requestId: string; openWait: string }[]; unmatched: StoredEvent[] }> {
    const furthest = sql`json_each(${furthestStatuses(writes)})`;
    const rows = writes.map(({ message: { messageId, accountId }, status, at, detail }) => {
      return { messageId, accountId, status, at, detail };
    });
    const charged = writes.flatMap(({ charge }) => (charge ? [charge] : []));
    const unmatched = selectUnmatched(db, pairs, now);
    const [waits, ...others] = await db.batch([
      db
        .update(requests)
        .set({ nextCheckAt: now })
        .where(
          sql`request_id in (select m.request_id from ${furthest} k join messages m on m.message_id = k.value ->> 0
              join requests r on r.request_id = m.request_id
              where r.open_wait is not null and (k.value ->> 2 = 'failed'
                or (m.call_at is not null and r.open_wait = m.step || '-' || m.visit)))
            and wake_at is not null`,
        )
        .returning({ requestId: requests.requestId, openWait: requests.openWait }),
      db
        .update(messages)
        .set({
          status: sql`iif(${currentRank} < k.value ->> 1, k.value ->> 2, ${messages.status})`,
          wamid: sql`coalesce(${messages.wamid}, k.value ->> 3)`,
          category: sql`coalesce(${messages.category}, k.value ->> 4)`,
          updatedAt: now,
        })
        .from(sql`${furthest} k`)
        .where(sql`${messages.messageId} = k.value ->> 0`),
      ...rowsOf(messageStatuses, rows).map((values) => db.insert(messageStatuses).select(values).onConflictDoNothing()),
      ...insertCharges(db, charged),
      ...linkNames(db, pairs),
      ...upsertInboundEvents(db, [...writes.map(({ event }) => event), ...kept]),
      ...unmatched,
    ]);
    return {
      waits: waits.flatMap(({ requestId, openWait }) => (openWait === null ? [] : [{ requestId, openWait }])),
      unmatched: unmatched.length === 0 ? [] : toStoredEvents(others.at(-1) as UnmatchedRow[]),
    };
  },

  async list(accountId: string, filter: { userKey: string } | { requestId: string }, { limit, after }: PageParams) {
    const mine = and(
      eq(messages.accountId, accountId),
      'userKey' in filter
        ? sql`${messages.userKey} in ${keysOfCustomer(accountId, filter.userKey)}`
        : eq(messages.requestId, filter.requestId),
      after ? lt(messages.messageId, after) : undefined,
    );
    const chosen = db
      .select({ id: messages.messageId })
      .from(messages)
      .where(mine)
      .orderBy(desc(messages.messageId))
      .limit(limit);
    const causes = sql`(select 'message:' || message_id from ${messages} where message_id in ${chosen})`;
    const [rows, statuses, costs] = await db.batch([
      db
        .select()
        .from(messages)
        .where(mine)
        .orderBy(desc(messages.messageId))
        .limit(limit + 1),
      db
        .select()
        .from(messageStatuses)
        .where(sql`${messageStatuses.messageId} in ${chosen}`)
        .orderBy(asc(messageStatuses.at)),
      db.select().from(charges).where(sql`${charges.accountId} = ${accountId} and ${charges.dedupeKey} in ${causes}`),
    ]);
    return { ...trimPage(rows, limit), statuses, charges: costs };
  },
});

export type MessagesRepository = ReturnType<typeof messagesRepository>;
