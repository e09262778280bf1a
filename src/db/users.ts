import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import { keysOfCustomer } from './customer-names';
import type { Database } from './database';
import { preserveSequence } from './preserve-sequence';
import {
  charges,
  conversations,
  customerAliases,
  customers,
  deadLetters,
  events,
  idempotencyKeys,
  messageStatuses,
  messages,
  orders,
  pushAttempts,
  pushes,
  requestSteps,
  requests,
} from './schema';

/** An export holds at most so many rows of each kind. */
export const MAX_EXPORTED_ROWS = 1_000;

/** The keys of a customer, and how the addresses would be named that were written to under these keys, if nobody else has them. */
const keysAndAddresses = (accountId: string, keys: SQL) =>
  sql`(select value from ${keys} union
    select iif(m.address glob '*[^0-9]*', m.address, '+' || m.address) from messages m
      where m.account_id = ${accountId} and m.user_key in ${keys} and not exists (select 1 from customer_aliases a
        where a.account_id = m.account_id and a.alias = m.address and a.user_key not in ${keys}))`;

export const usersRepository = (db: Database) => ({
  /** Everything held on a customer, the newest 1,000 of each kind. */
  async export(accountId: string, userKey: string) {
    const keys = keysOfCustomer(accountId, userKey);
    const [requestRows, orderRows, messageRows, statusRows, chargeRows, pushRows] = await db.batch([
      db
        .select()
        .from(requests)
        .where(and(eq(requests.accountId, accountId), sql`${requests.userKey} in ${keys}`))
        .orderBy(desc(requests.requestId))
        .limit(MAX_EXPORTED_ROWS),
      db
        .select()
        .from(orders)
        .where(and(eq(orders.accountId, accountId), sql`${orders.userKey} in ${keys}`))
        .orderBy(desc(orders.id))
        .limit(MAX_EXPORTED_ROWS),
      db
        .select()
        .from(messages)
        .where(and(eq(messages.accountId, accountId), sql`${messages.userKey} in ${keys}`))
        .orderBy(desc(messages.messageId))
        .limit(MAX_EXPORTED_ROWS),
      db
        .select()
        .from(messageStatuses)
        .where(
          sql`${messageStatuses.messageId} in (select message_id from messages where account_id = ${accountId}
            and user_key in ${keys} order by message_id desc limit ${MAX_EXPORTED_ROWS})`,
        ),
      db
        .select()
        .from(charges)
        .where(and(eq(charges.accountId, accountId), sql`${charges.userKey} in ${keys}`))
        .orderBy(desc(charges.chargeId))
        .limit(MAX_EXPORTED_ROWS),
      db
        .select()
        .from(pushes)
        .where(and(eq(pushes.accountId, accountId), sql`${pushes.userKey} in ${keys}`))
        .orderBy(desc(pushes.pushId))
        .limit(MAX_EXPORTED_ROWS),
    ]);
    return {
      requests: requestRows,
      orders: orderRows,
      messages: messageRows,
      statuses: statusRows,
      charges: chargeRows,
      pushes: pushRows,
    };
  },

  /** The requests of a customer that have not ended. */
  async liveRequests(accountId: string, userKey: string): Promise<string[]> {
    const rows = await db
      .select({ requestId: requests.requestId })
      .from(requests)
      .where(
        and(
          eq(requests.accountId, accountId),
          sql`${requests.userKey} in ${keysOfCustomer(accountId, userKey)}`,
          sql`${requests.nextCheckAt} is not null`,
        ),
      );
    return rows.map(({ requestId }) => requestId);
  },

  /** What lies in the bucket of a customer: files by the message that they came with, events too large for a queue, orders as they were sent. */
  async listFiles(accountId: string, userKey: string) {
    const ofUser = sql`account_id = ${accountId} and user_key in ${keysOfCustomer(accountId, userKey)}`;
    const [files, claimed, payloads] = await db.batch([
      db.select({ messageId: messages.messageId }).from(messages).where(sql`${ofUser} and media is not null`),
      db
        .select({ payloadRef: sql<string>`body ->> 'claim'` })
        .from(events)
        .where(sql`${ofUser} and body ->> 'claim' is not null`),
      db.select({ eventId: sql<string>`raw_event_id` }).from(orders).where(sql`${ofUser} and raw_event_id is not null`),
    ]);
    return {
      messageIds: files.map(({ messageId }) => messageId),
      payloadRefs: claimed.map(({ payloadRef }) => payloadRef),
      rawEventIds: payloads.map(({ eventId }) => eventId),
    };
  },

  /**
   * Deletes all that is held on a customer, under any of their keys, in one batch, and says how many rows of each table. A
   * table that holds something on customers must stand here: a test goes through the schema.
   */
  async erase(accountId: string, userKey: string): Promise<Record<string, number>> {
    // Written out first, as the statements delete what the list is made of.
    const rows = await db
      .select({ key: sql<string>`value` })
      .from(sql`(select user_key as value from ${keysOfCustomer(accountId, userKey)})`);
    const list = JSON.stringify(rows.map(({ key }) => key));
    const keys = sql`(select value from json_each(${list}))`;
    const ofUser = sql`account_id = ${accountId} and user_key in ${keys}`;
    // What could not be read names its customer only somewhere in its text.
    const named = (column: string) =>
      sql`exists (select 1 from json_each(${list}) k where instr(${sql.identifier(column)}, ltrim(k.value, '+')) > 0)`;
    const statements = {
      request_steps: db
        .delete(requestSteps)
        .where(sql`account_id = ${accountId} and request_id in (select request_id from requests where ${ofUser})`),
      push_attempts: db
        .delete(pushAttempts)
        .where(sql`account_id = ${accountId} and push_id in (select push_id from pushes where ${ofUser})`),
      message_statuses: db
        .delete(messageStatuses)
        .where(sql`account_id = ${accountId} and message_id in (select message_id from messages where ${ofUser})`),
      // By the addresses at which they were written to, before the messages that tell these go.
      conversations: db
        .delete(conversations)
        .where(sql`account_id = ${accountId} and user_key in ${keysAndAddresses(accountId, keys)}`),
      customers: db
        .delete(customers)
        // The word of somebody else who was written to is not theirs to take back.
        .where(ofUser),
      customer_aliases: db
        .delete(customerAliases)
        .where(sql`account_id = ${accountId} and user_key in ${keysAndAddresses(accountId, keys)}`),
      events: db.delete(events).where(
        sql`account_id = ${accountId} and (user_key in ${keysAndAddresses(accountId, keys)}
            or (user_key is null and state is not null and ${named('body')}))`,
      ),
      pushes: db.delete(pushes).where(ofUser),
      messages: db.delete(messages).where(ofUser),
      charges: db.delete(charges).where(ofUser),
      orders: db.delete(orders).where(ofUser),
      requests: db.delete(requests).where(ofUser),
      idempotency_keys: db.delete(idempotencyKeys).where(ofUser),
      dead_letters: db.delete(deadLetters).where(sql`account_id = ${accountId} and ${named('body')}`),
    };
    const [, ...results] = await db.batch([preserveSequence(db, accountId, ofUser), ...Object.values(statements)]);
    return Object.fromEntries(Object.keys(statements).map((table, i) => [table, results[i]?.meta.changes ?? 0]));
  },
});

export type UsersRepository = ReturnType<typeof usersRepository>;
