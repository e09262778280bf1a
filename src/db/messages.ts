import { and, asc, desc, eq, lt, sql } from 'drizzle-orm';
import type { JsonObject } from '../shared/json';
import { type Charge, insertCharge } from './charges';
import type { Database } from './database';
import { cutPage, type Page } from './page';
import { accounts, messageStatuses, messages, requests } from './schema';

export type Message = typeof messages.$inferSelect;
export type MessageStatusRow = typeof messageStatuses.$inferSelect;
export type MessageStatus = Message['status'];

/** Statuses in the order in which they can come to pass; a later one is never taken back by an earlier one. */
const RANKS: Record<MessageStatus, number> = {
  received: 0,
  pending: 0,
  accepted: 1,
  sent: 2,
  failed: 3,
  delivered: 4,
  read: 5,
  played: 6,
};
const rankOf = sql.raw(
  `case messages.status ${Object.entries(RANKS)
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
  charge: Charge | null;
};

export const messagesRepository = (db: Database) => ({
  /**
   * Writes a customer's message once per Meta id, gives it to a request, and makes the sweeper look after that request in
   * case the wake-up is lost. Tells the wait to wake, also when the message was here already.
   */
  async insertInbound({ message, now }: { message: Message; now: number }): Promise<string | null> {
    const [waiting] = await db.batch([
      db
        .update(requests)
        .set({ wakeAt: now })
        .where(
          and(
            eq(requests.accountId, message.accountId),
            eq(requests.requestId, message.requestId ?? ''),
            sql`${requests.openWait} is not null and ${requests.wakeAt} is not null`,
          ),
        )
        .returning({ openWait: requests.openWait }),
      db
        .insert(messages)
        .values(message)
        .onConflictDoNothing({ target: [messages.channelId, messages.wamid] }),
    ]);
    return waiting[0]?.openWait ?? null;
  },

  /** The messages that statuses belong to, with the prices of their accounts; one round trip for any number of them. */
  async findForStatuses(keys: StatusKey[]) {
    const asked = JSON.stringify(keys.map(({ channelId, wamid, messageId }) => [channelId, wamid, messageId]));
    return db
      .select({ message: messages, priceList: accounts.priceList, currency: accounts.currency })
      .from(messages)
      .innerJoin(accounts, eq(accounts.accountId, messages.accountId))
      .where(
        sql`${messages.messageId} in (
            select m.message_id from json_each(${asked}) k join messages m
              on m.channel_id = k.value ->> 0 and m.wamid = k.value ->> 1
            union select m.message_id from json_each(${asked}) k join messages m
              on m.message_id = k.value ->> 2 and m.channel_id = k.value ->> 0)`,
      );
  },

  /** Applies statuses, each once per message and status, never backwards, with the charges they cause. */
  async applyStatuses(writes: StatusWrite[], now: number): Promise<void> {
    const statements = writes.flatMap(({ message, wamid, status, at, category, detail, charge }) => [
      db
        .insert(messageStatuses)
        .values({ messageId: message.messageId, accountId: message.accountId, status, at, detail })
        .onConflictDoNothing(),
      db
        .update(messages)
        .set({
          status: sql`iif(${rankOf} < ${RANKS[status]}, ${status}, ${messages.status})`,
          wamid: sql`coalesce(${messages.wamid}, ${wamid})`,
          category: sql`coalesce(${messages.category}, ${category})`,
          updatedAt: now,
        })
        .where(and(eq(messages.accountId, message.accountId), eq(messages.messageId, message.messageId))),
      ...(charge ? [insertCharge(db, charge)] : []),
    ]);
    const [first, ...rest] = statements;
    if (first) await db.batch([first, ...rest]);
  },

  async list(accountId: string, filter: { userKey: string } | { requestId: string }, { limit, after }: Page) {
    const mine = and(
      eq(messages.accountId, accountId),
      'userKey' in filter ? eq(messages.userKey, filter.userKey) : eq(messages.requestId, filter.requestId),
      after ? lt(messages.messageId, after) : undefined,
    );
    const chosen = db
      .select({ id: messages.messageId })
      .from(messages)
      .where(mine)
      .orderBy(desc(messages.messageId))
      .limit(limit);
    const [rows, statuses] = await db.batch([
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
    ]);
    return { ...cutPage(rows, limit), statuses };
  },
});

export type MessagesRepository = ReturnType<typeof messagesRepository>;
