import { and, eq, type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { type Database, rowsOf } from './database';
import { customerAliases, customers, requests } from './schema';

export type Customer = typeof customers.$inferSelect;
export type Alias = typeof customerAliases.$inferSelect;
export type OptOut = Pick<Customer, 'accountId' | 'userKey' | 'optedOutBy'> & {
  /** Null where they opt in again. */
  optedOutAt: number | null;
  at: number;
};

/** A value of a statement, or the place of one in a statement whose text is kept. */
type Given = string | Placeholder;

/** The digits of a key that is a phone number, else the key: how a customer's own key stands among the aliases. */
const aliasOfKey = (userKey: Given): SQL => sql`ltrim(${userKey}, '+')`;

/** The key under which the customer is kept whom a key or an alias names. */
const keptKey = (accountId: Given, userKey: Given) =>
  sql`coalesce((select user_key from customer_aliases where account_id = ${accountId} and alias = ${aliasOfKey(userKey)}), ${userKey})`;

const aliasesOf = (accountId: Given, userKey: Given) =>
  sql`from customer_aliases where account_id = ${accountId} and user_key = ${keptKey(accountId, userKey)}`;

/** Every key that means the same customer as this one, as a list for `in`: rows may stand under any of them. */
export const keysOfCustomer = (accountId: Given, userKey: Given) =>
  sql`(select ${userKey} as user_key union select ${keptKey(accountId, userKey)}
    union select iif(alias glob '*[^0-9]*', alias, '+' || alias) ${aliasesOf(accountId, userKey)})`;

/**
 * The ids of a customer's newest rows under any of their keys, as a list for `in`. Key by key, each read to the limit only:
 * all keys at once would read and sort all that the customer ever had.
 */
export function newestOfCustomer(
  rows: { table: SQLiteTable; id: SQLiteColumn; userKey: SQLiteColumn; within: SQL | undefined },
  {
    accountId,
    userKey,
    after,
    limit,
  }: { accountId: Given; userKey: Given; after: Given | null; limit: number | SQL | Placeholder },
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
      where c.account_id = ${accountId} and r.wake_at is not null and r.address in
        (select ${aliasOfKey(userKey)} union select alias ${aliasesOf(accountId, userKey)})`;

/** The statements that give customers names: the newest owner of a name has it. */
export const writeAliases = (db: Database, aliases: Alias[]) =>
  rowsOf(customerAliases, aliases).map((values) =>
    db
      .insert(customerAliases)
      .select(values)
      .onConflictDoUpdate({
        target: [customerAliases.accountId, customerAliases.alias],
        set: { userKey: sql`excluded.user_key` },
        setWhere: sql`${customerAliases.userKey} <> excluded.user_key`,
      }),
  );

/** The phone number and the user id by which Meta names one customer, and the key that the number is. */
export type NamePair = { accountId: string; phone: string; userId: string; key: string };

/** The same where only the names are known, not whose they are: both are of who has the phone number. */
export function writeNamePairs(db: Database, pairs: NamePair[], now: number) {
  if (pairs.length === 0) return [];
  const rows = JSON.stringify(
    pairs.flatMap(({ accountId, phone, userId, key }) =>
      [phone, userId].map((alias) => [accountId, alias, phone, key]),
    ),
  );
  const owner = sql`coalesce((select a.user_key from customer_aliases a
    where a.account_id = value ->> 0 and a.alias = value ->> 2), value ->> 3)`;
  return [
    db
      .insert(customerAliases)
      .select(sql`select value ->> 0, value ->> 1, ${owner}, ${now} from json_each(${rows}) where true`)
      .onConflictDoUpdate({
        target: [customerAliases.accountId, customerAliases.alias],
        set: { userKey: sql`excluded.user_key` },
        setWhere: sql`${customerAliases.userKey} <> excluded.user_key`,
      }),
  ];
}

/**
 * The statements that write an opt-out, or an opt-in, if it is newer than what is known, and tell the customer's live
 * requests. The second one gives the waits that end by it.
 */
export function writeOptOut(db: Database, { accountId, userKey, optedOutAt, optedOutBy, at }: OptOut, guard = sql`1`) {
  return [
    db
      .insert(customers)
      .select(
        sql`select ${accountId}, ${userKey}, ${optedOutAt}, ${optedOutAt === null ? null : optedOutBy}, ${at} where ${guard}`,
      )
      .onConflictDoUpdate({
        target: [customers.accountId, customers.userKey],
        set: {
          optedOutAt: sql`excluded.opted_out_at`,
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
        wakeAt: sql`iif(${requests.openWait} is null or ${optedOutAt} is null, ${requests.wakeAt}, ${at})`,
      })
      .where(
        sql`request_id in (${liveRequestsOf(accountId, userKey)}) and ${guard} and exists (select 1 from customers
          where account_id = ${accountId} and user_key = ${userKey} and opted_out_at is ${optedOutAt} and updated_at = ${at})`,
      )
      .returning({ requestId: requests.requestId, openWait: requests.openWait }),
  ] as const;
}

export const customersRepository = (db: Database) => ({
  /** What is known of a customer beside their rows: their key, their names, whether they opted out. */
  async find(accountId: string, userKey: string) {
    const keys = keysOfCustomer(accountId, userKey);
    const [rows, aliases] = await db.batch([
      db
        .select()
        .from(customers)
        .where(and(eq(customers.accountId, accountId), sql`${customers.userKey} in ${keys}`))
        .orderBy(sql`opted_out_at is null`),
      db
        .select()
        .from(customerAliases)
        .where(and(eq(customerAliases.accountId, accountId), sql`${customerAliases.userKey} in ${keys}`)),
    ]);
    return { customer: rows[0], aliases };
  },

  /** The key of the customer whom a key or an alias names. */
  async resolve(accountId: string, userKey: string): Promise<string> {
    const row = await db
      .select({ userKey: customerAliases.userKey })
      .from(customerAliases)
      .where(and(eq(customerAliases.accountId, accountId), eq(customerAliases.alias, aliasOfKey(userKey))))
      .get();
    return row?.userKey ?? userKey;
  },

  /** Opts a customer out or in again; gives the waits that end by it. */
  async setOptOut(change: OptOut): Promise<{ requestId: string; openWait: string }[]> {
    const [, waits] = await db.batch(writeOptOut(db, change));
    return waits.flatMap(({ requestId, openWait }) => (openWait === null ? [] : [{ requestId, openWait }]));
  },
});

export type CustomersRepository = ReturnType<typeof customersRepository>;
