import { and, desc, eq, sql } from 'drizzle-orm';
import type { Database } from './database';
import {
  charges,
  deadLetters,
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
export const MOST_EXPORTED = 1_000;

export const usersRepository = (db: Database) => ({
  /** Everything held on a customer, the newest 1,000 of each kind. */
  async export(accountId: string, userKey: string) {
    const [requestRows, orderRows, messageRows, statusRows, chargeRows, pushRows] = await db.batch([
      db
        .select()
        .from(requests)
        .where(and(eq(requests.accountId, accountId), eq(requests.userKey, userKey)))
        .orderBy(desc(requests.requestId))
        .limit(MOST_EXPORTED),
      db
        .select()
        .from(orders)
        .where(and(eq(orders.accountId, accountId), eq(orders.userKey, userKey)))
        .orderBy(desc(orders.id))
        .limit(MOST_EXPORTED),
      db
        .select()
        .from(messages)
        .where(and(eq(messages.accountId, accountId), eq(messages.userKey, userKey)))
        .orderBy(desc(messages.messageId))
        .limit(MOST_EXPORTED),
      db
        .select()
        .from(messageStatuses)
        .where(
          sql`${messageStatuses.messageId} in (select message_id from messages where account_id = ${accountId}
            and user_key = ${userKey} order by message_id desc limit ${MOST_EXPORTED})`,
        ),
      db
        .select()
        .from(charges)
        .where(and(eq(charges.accountId, accountId), eq(charges.userKey, userKey)))
        .orderBy(desc(charges.chargeId))
        .limit(MOST_EXPORTED),
      db
        .select()
        .from(pushes)
        .where(and(eq(pushes.accountId, accountId), eq(pushes.userKey, userKey)))
        .orderBy(desc(pushes.pushId))
        .limit(MOST_EXPORTED),
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
        and(eq(requests.accountId, accountId), eq(requests.userKey, userKey), sql`${requests.wakeAt} is not null`),
      );
    return rows.map(({ requestId }) => requestId);
  },

  /**
   * Deletes all that is held on a customer, in one batch, and says how many rows of each table. `digits` is their phone
   * number as Meta writes it, or the key itself. A table that holds something on customers must stand here: a test goes
   * through the schema.
   */
  async erase(accountId: string, userKey: string, digits: string): Promise<Record<string, number>> {
    const ofUser = sql`account_id = ${accountId} and user_key = ${userKey}`;
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
      pushes: db.delete(pushes).where(ofUser),
      messages: db.delete(messages).where(ofUser),
      charges: db.delete(charges).where(ofUser),
      orders: db.delete(orders).where(ofUser),
      requests: db.delete(requests).where(ofUser),
      idempotency_keys: db.delete(idempotencyKeys).where(ofUser),
      dead_letters: db.delete(deadLetters).where(sql`account_id = ${accountId} and instr(body, ${digits}) > 0`),
    };
    const [first, ...rest] = Object.values(statements);
    if (!first) return {};
    const results = await db.batch([first, ...rest]);
    return Object.fromEntries(Object.keys(statements).map((table, i) => [table, results[i]?.meta.changes ?? 0]));
  },
});

export type UsersRepository = ReturnType<typeof usersRepository>;
