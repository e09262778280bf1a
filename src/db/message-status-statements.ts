import { and, eq, inArray, isNotNull, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { JsonObject } from '../shared/json';
import { MESSAGE_STATUS_RANKS } from '../shared/message-status-order';
import type { NewCharge } from './charges';
import type { Database } from './database';
import type { AccountEvent } from './events';
import { isLive } from './is-live';
import { OPEN_WAIT_COLUMNS, waitKeyOf } from './open-wait';
import { messages, requests } from './schema';

type Message = typeof messages.$inferSelect;
export type MessageStatus = Message['status'];

/** The ids by which a status names its message: Meta's, and ours if Meta returns it. */
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

const currentRank = sql`case ${messages.status} ${sql.raw(
  Object.entries(MESSAGE_STATUS_RANKS)
    .map(([status, rank]) => `when '${status}' then ${rank}`)
    .join(' '),
)} end`;

/** Returns, for each message, its furthest status and the first Meta id and category, as rows of one bound value. */
function furthestStatuses(writes: StatusWrite[]): SQL {
  const furthest = new Map<string, { rank: number; status: string; wamid: string; category: string | null }>();
  for (const { message, status, wamid, category } of writes) {
    const rank = MESSAGE_STATUS_RANKS[status];
    const other = furthest.get(message.messageId);
    const first = { wamid: other?.wamid ?? wamid, category: other?.category ?? category };
    furthest.set(message.messageId, other && rank <= other.rank ? { ...other, ...first } : { rank, status, ...first });
  }
  const rows = [...furthest].map(([id, { rank, status, wamid, category }]) => [id, rank, status, wamid, category]);
  return sql`json_each(${JSON.stringify(rows)})`;
}

/**
 * Returns the statements that apply statuses to messages, never backwards. `waits` returns the requests to wake: those whose
 * send is now known to have gone out, and those that wait for the answer to a message that failed.
 */
export function applyStatusStatements(db: Database, writes: StatusWrite[], now: number) {
  const furthest = furthestStatuses(writes);
  const [m, r] = [alias(messages, 'm'), alias(requests, 'r')];
  const ended = or(sql`k.value ->> 2 = 'failed'`, and(isNotNull(m.callStartedAt), eq(r.openWait, waitKeyOf(m))));
  return {
    waits: db
      .update(requests)
      .set({ nextCheckAt: now })
      .where(
        and(
          sql`${requests.requestId} in (select ${m.requestId} from ${furthest} k
            join ${messages} ${m} on ${m.messageId} = k.value ->> 0 join ${requests} ${r} on ${r.requestId} = ${m.requestId}
            where ${and(isNotNull(r.openWait), ended)})`,
          isLive(),
        ),
      )
      .returning(OPEN_WAIT_COLUMNS),
    messages: db
      .update(messages)
      .set({
        status: sql`iif(${currentRank} < k.value ->> 1, k.value ->> 2, ${messages.status})`,
        wamid: sql`coalesce(${messages.wamid}, k.value ->> 3)`,
        category: sql`coalesce(${messages.category}, k.value ->> 4)`,
        updatedAt: now,
      })
      .from(sql`${furthest} k`)
      .where(eq(messages.messageId, sql`k.value ->> 0`)),
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
