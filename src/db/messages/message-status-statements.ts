import { and, eq, inArray, isNotNull, or, type SQL, sql } from 'drizzle-orm';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { JsonObject } from '../../shared/json/json';
import { MESSAGE_STATUS_RANKS } from '../../shared/messages/message-status-order';
import { insertCharges, type NewCharge } from '../charges/charges';
import { countChange, lastSeq, touchConversations } from '../conversations/conversation-statements';
import type { AccountEvent } from '../events/events';
import { upsertInboundEvents } from '../events/inbound-events';
import { OPEN_WAIT_COLUMNS, waitKeyOf } from '../runs/open-wait';
import { messageStatuses, messages, requests } from '../schema';
import { type Database, selectsFromJson } from '../sql/database';
import { isLive } from '../sql/is-live';
import { insertStatusEvents } from './message-events';

type Message = typeof messages.$inferSelect;
export type MessageStatus = Message['status'];

/** The ids by which a status names its message: Meta's, and ours if Meta returns it. */
export type StatusKey = { channelId: string; wamid: string; messageId: string | null };
/**
 * A status of a message, by our id and its channel: nothing is written unless the channel has such a message. Charge and event
 * get their customer, and the charge its request, from the message's row.
 */
export type StatusWrite = {
  messageId: string;
  channelId: string;
  accountId: string;
  wamid: string;
  status: MessageStatus;
  at: number;
  category: string | null;
  detail: JsonObject;
  /** Why it failed: Meta's codes. */
  errorCodes: string[];
  charge: NewCharge | null;
  event: AccountEvent;
};

const currentRank = sql`case ${messages.status} ${sql.raw(
  Object.entries(MESSAGE_STATUS_RANKS)
    .map(([status, rank]) => `when '${status}' then ${rank}`)
    .join(' '),
)} end`;

/** Returns, for each message, its furthest status and the first Meta id and category, as rows of one bound value. */
function furthestStatuses(writes: StatusWrite[]): SQL {
  type Furthest = Pick<StatusWrite, 'messageId' | 'channelId' | 'status' | 'wamid' | 'category'>;
  const furthest = new Map<string, Furthest>();
  for (const { messageId, channelId, status, wamid, category } of writes) {
    const key = `${channelId} ${messageId}`;
    const other = furthest.get(key);
    const first = { wamid: other?.wamid ?? wamid, category: other?.category ?? category };
    const isBehind = other !== undefined && MESSAGE_STATUS_RANKS[status] <= MESSAGE_STATUS_RANKS[other.status];
    furthest.set(key, { messageId, channelId, status: isBehind ? other.status : status, ...first });
  }
  const rows = [...furthest.values()].map(({ messageId, status, wamid, category, channelId }) => {
    return [messageId, MESSAGE_STATUS_RANKS[status], status, wamid, category, channelId];
  });
  return sql`json_each(${JSON.stringify(rows)})`;
}

/** Returns a column of the message with this id in this channel; null if there is none. */
const messageColumn = (column: SQLiteColumn) => (messageId: SQL, channelId: SQL) =>
  sql`(select ${column} from ${messages} where ${messages.messageId} = ${messageId} and ${messages.channelId} = ${channelId})`;
const messageExists = (messageId: SQL, channelId: SQL) =>
  sql`${messageColumn(messages.messageId)(messageId, channelId)} is not null`;

/** Returns the statements that insert the statuses of existing messages, with their charges and events. */
function insertStatuses(db: Database, writes: StatusWrite[]) {
  const linked = { keys: writes.map(({ messageId, channelId }) => [messageId, channelId]), where: messageExists };
  const statuses = writes.map(({ messageId, accountId, status, at, detail }) => {
    return { messageId, accountId, status, at, detail };
  });
  const charges = writes.flatMap(({ charge, messageId, channelId }) =>
    charge ? [{ ...charge, messageId, channelId }] : [],
  );
  const ofCharge = [sql`c.value ->> 'messageId'`, sql`c.value ->> 'channelId'`] as const;
  return {
    statuses: selectsFromJson(messageStatuses, statuses, linked).map((values) =>
      db.insert(messageStatuses).select(values).onConflictDoNothing(),
    ),
    charges: insertCharges(db, charges, {
      guard: messageExists(...ofCharge),
      userKey: messageColumn(messages.userKey)(...ofCharge),
      requestId: messageColumn(messages.requestId)(...ofCharge),
    }),
    events: upsertInboundEvents(
      db,
      writes.map(({ event }) => event),
      { ...linked, instead: { userKey: messageColumn(messages.userKey) } },
    ),
  };
}

/**
 * Returns the statements that apply statuses to messages, never backwards. `waits` returns the requests to wake: those whose
 * send is now known to have gone out, and those that wait for the answer to a message that failed. `found` returns the messages.
 */
export function applyStatusStatements(db: Database, writes: StatusWrite[], now: number) {
  const furthest = furthestStatuses(writes);
  const [m, r] = [alias(messages, 'm'), alias(requests, 'r')];
  const ended = or(sql`k.value ->> 2 = 'failed'`, and(isNotNull(m.callStartedAt), eq(r.openWait, waitKeyOf(m))));
  return {
    outbox: insertStatusEvents(db, writes, now),
    waits: db
      .update(requests)
      .set({ nextCheckAt: now })
      .where(
        and(
          sql`${requests.requestId} in (select ${m.requestId} from ${furthest} k
            join ${messages} ${m} on ${m.messageId} = k.value ->> 0 and ${m.channelId} = k.value ->> 5 join ${requests} ${r} on ${r.requestId} = ${m.requestId}
            where ${and(isNotNull(r.openWait), ended)})`,
          isLive(),
        ),
      )
      .returning(OPEN_WAIT_COLUMNS),
    counted: countChange(
      db,
      writes.map(({ accountId }) => accountId),
    ),
    messages: db
      .update(messages)
      .set({
        seq: lastSeq(sql`${messages.accountId}`),
        status: sql`iif(${currentRank} < k.value ->> 1, k.value ->> 2, ${messages.status})`,
        wamid: sql`coalesce(${messages.wamid}, k.value ->> 3)`,
        category: sql`coalesce(${messages.category}, k.value ->> 4)`,
        updatedAt: now,
      })
      .from(sql`${furthest} k`)
      .where(and(eq(messages.messageId, sql`k.value ->> 0`), eq(messages.channelId, sql`k.value ->> 5`))),
    touched: touchConversations(db, sql`(select k.value ->> 0 from ${furthest} k)`),
    ...insertStatuses(db, writes),
    found: db
      .select({ messageId: messages.messageId, channelId: messages.channelId })
      .from(messages)
      .where(
        sql`(${messages.messageId}, ${messages.channelId}) in (select k.value ->> 0, k.value ->> 5 from ${furthest} k)`,
      ),
  };
}

/** Returns the query for the messages that statuses belong to. */
export function selectForStatuses(db: Database, keys: StatusKey[]) {
  const asked = JSON.stringify(keys.map(({ channelId, wamid, messageId }) => [channelId, wamid, messageId]));
  const m = alias(messages, 'm');
  const ids = sql`(select ${m.messageId} from json_each(${asked}) k join ${messages} ${m}
      on ${m.channelId} = k.value ->> 0 and ${m.wamid} = k.value ->> 1
    union select ${m.messageId} from json_each(${asked}) k join ${messages} ${m}
      on ${m.messageId} = k.value ->> 2 and ${m.channelId} = k.value ->> 0)`;
  return db.select().from(messages).where(inArray(messages.messageId, ids));
}
