import { and, asc, eq, type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { addressesOfCustomer, currentKey, keysOfCustomer, type SqlValue } from './customer-names';
import type { Database } from './database';
import { customerAliases, customers, requests } from './schema';

export type Customer = typeof customers.$inferSelect;

export type OptOut = Pick<Customer, 'accountId' | 'userKey' | 'optedOutBy'> & {
  /** Null where they opt in again. */
  optedOutAt: number | null;
  at: number;
};

/**
 * The ids of a customer's newest rows under any of their keys, as a list for `in`. Key by key, each read to the limit only:
 * all keys at once would read and sort all that the customer ever had.
 */
export function newestIdsOfCustomer(
  rows: { table: SQLiteTable; id: SQLiteColumn; userKey: SQLiteColumn; within: SQL | undefined },
  {
    accountId,
    userKey,
    after,
    limit,
  }: { accountId: SqlValue; userKey: SqlValue; after: SqlValue | null; limit: number | SQL | Placeholder },
): SQL {
  const { table, id, within } = rows;
  const idOfRow = sql`r.${sql.identifier(id.name)}`;
  return sql`(select ${idOfRow} from ${keysOfCustomer(accountId, userKey)} k, ${table} r where ${idOfRow} in
      (select ${id} from ${table} where ${within} and ${rows.userKey} = k.user_key
        ${after === null ? sql`` : sql`and ${id} < ${after}`} order by ${id} desc limit ${limit})
    order by ${idOfRow} desc limit ${limit})`;
}

/** The live requests of a customer: by their keys, and by every address they are written to. */
const liveRequestsOf = (accountId: string, userKey: string) =>
  sql`select request_id from requests where account_id = ${accountId} and user_key in ${keysOfCustomer(accountId, userKey)}
      and wake_at is not null
    union select r.request_id from channels c join requests r on r.channel_id = c.channel_id
      where c.account_id = ${accountId} and r.wake_at is not null
        and r.address in ${addressesOfCustomer(accountId, userKey)}`;

/**
 * The keys that say whether a customer opted out: the one under which they are kept, those of the merchant's own, which take
 * it along when they move, and those that said so before the customer's names were known to be one.
 */
const consentKeysOf = (accountId: string, userKey: string) =>
  sql`(select ${currentKey(accountId, userKey)} as user_key
    union select alias from customer_aliases where account_id = ${accountId} and named_by = 'merchant'
      and user_key = ${currentKey(accountId, userKey)} and alias glob '*[^0-9]*'
    union select user_key from customers where account_id = ${accountId}
      and user_key in ${keysOfCustomer(accountId, userKey)})`;

/**
 * The statements that write an opt-out, or an opt-in, if it is newer than what is known, and tell the customer's live
 * requests. The second one gives the waits that end by it.
 */
export function writeOptOut(db: Database, { accountId, userKey, optedOutAt, optedOutBy, at }: OptOut, guard = sql`1`) {
  return [
    db
      .insert(customers)
      .select(
        sql`select ${accountId}, k.user_key, ${optedOutAt}, ${optedOutAt === null ? null : optedOutBy}, ${at}
          from ${consentKeysOf(accountId, userKey)} k where ${guard}`,
      )
      .onConflictDoUpdate({
        target: [customers.accountId, customers.userKey],
        set: {
          // Since when, however often they say so.
          optedOutAt: sql`iif(excluded.opted_out_at is null, null, coalesce(${customers.optedOutAt}, excluded.opted_out_at))`,
          optedOutBy: sql`excluded.opted_out_by`,
          updatedAt: sql`excluded.updated_at`,
        },
        setWhere: sql`${customers.updatedAt} <= excluded.updated_at`,
      }),
    db
      .update(requests)
      .set({
        optedOutAt,
        // The sweeper sees to it if the wake-up is lost.
        nextCheckAt: sql`iif(${requests.openWait} is null or ${optedOutAt} is null, ${requests.nextCheckAt}, ${at})`,
      })
      .where(
        sql`request_id in (${liveRequestsOf(accountId, userKey)}) and ${guard} and exists (select 1 from customers
          where account_id = ${accountId} and user_key = ${currentKey(accountId, userKey)}
            and (opted_out_at is null) = (${optedOutAt} is null) and updated_at = ${at})`,
      )
      .returning({ requestId: requests.requestId, openWait: requests.openWait }),
  ] as const;
}

/** The rows that say whether a customer opted out, that of the opt-out first. */
const selectConsent = (db: Database, accountId: string, userKey: string) =>
  db
    .select()
    .from(customers)
    .where(and(eq(customers.accountId, accountId), sql`${customers.userKey} in ${keysOfCustomer(accountId, userKey)}`))
    .orderBy(sql`opted_out_at is null`);

export const customersRepository = (db: Database) => ({
  /** What is known of a customer beside their rows: the names that WhatsApp gives them, whether they opted out. */
  async find(accountId: string, userKey: string) {
    const [rows, aliases] = await db.batch([
      selectConsent(db, accountId, userKey),
      db
        .select()
        .from(customerAliases)
        .where(
          and(
            eq(customerAliases.accountId, accountId),
            eq(customerAliases.userKey, currentKey(accountId, userKey)),
            eq(customerAliases.namedBy, 'whatsapp'),
          ),
        )
        .orderBy(asc(customerAliases.alias)),
    ]);
    return { customer: rows[0], aliases };
  },

  /** Opts a customer out or in again; gives the waits that end by it, and since when they are opted out by now. */
  async setOptOut(
    change: OptOut,
  ): Promise<{ waits: { requestId: string; openWait: string }[]; optedOutAt: number | null }> {
    const { accountId, userKey } = change;
    const [, waits, rows] = await db.batch([...writeOptOut(db, change), selectConsent(db, accountId, userKey)]);
    return {
      waits: waits.flatMap(({ requestId, openWait }) => (openWait === null ? [] : [{ requestId, openWait }])),
      optedOutAt: rows[0]?.optedOutAt ?? null,
    };
  },
});

export type CustomersRepository = ReturnType<typeof customersRepository>;
