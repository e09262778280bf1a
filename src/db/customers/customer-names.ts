import { and, eq, lt, lte, ne, not, or, type SQL, sql } from 'drizzle-orm';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { customerAliases } from '../schema';
import { type Database, fromExcluded } from '../sql/database';
import type { SqlValue } from '../sql/sql-value';

/*
 * A customer is the set of names with one key. Routing, opt-out, window, export, erasure, runs and charges use this file.
 *
 * - A name is a phone number in digits, a business-scoped user id, or a key of the merchant's own (`cust-8`, an e-mail
 *   address). A phone number in `user_key` starts with a plus. Digits without a plus mean the same number.
 * - A name belongs to one customer at a time. Its row in `customer_aliases` holds the key of that customer. A name without a
 *   row is a customer of its own. Rows of other tables keep the key with which they were written, so a customer is read
 *   under all of their keys.
 * - A customer's key is their phone number if we have it, else their user id. Names that WhatsApp sends together (with
 *   a message, a status, or the answer to a send) belong to one customer, under the phone number that WhatsApp uses. When
 *   a customer gets another key, all their names move with it. Any other name moves alone.
 * - A key of the merchant's own belongs to the number to which it was last written. Several keys at one number are one
 *   customer, and a key that is written to another number moves there. So a test number or a typo does not join customers
 *   for ever. The opt-out of a key moves with the key.
 * - Two phone numbers are one customer only if WhatsApp says so. When a request for one number gets a reply from another
 *   number, the two stay two customers.
 * - A change of number has a date. Rows of the old number up to that date move to the new number. A person who writes from
 *   the old number afterwards is a new customer, in whatever order and however often the two events arrive. Until then the
 *   merchant can still look the customer up by the old number.
 */

/** `a`: the row of a name that is looked up. `b`: the other names of the same customer. */
const [a, b] = [alias(customerAliases, 'a'), alias(customerAliases, 'b')];

/** Returns the name of a key: the digits of a phone number, else the key itself. */
const nameOfKey = (userKey: SqlValue): SQL => sql`ltrim(${userKey}, '+')`;

const isDigits = (name: SqlValue | SQLiteColumn): SQL => sql`(${name} not glob '*[^0-9]*')`;
/** Returns the key of a name that has no row. */
export const keyOfName = (name: SqlValue): SQL => sql`iif(${isDigits(name)}, '+' || ${name}, ${name})`;

/** The condition that `a` is valid at `at`: after a change of number, the old number no longer identifies the customer. */
const isValidAt = (at: SQL): SQL =>
  at === AT_ANY_TIME
    ? sql``
    : sql`and (${a.namedBy} = 'whatsapp' or not ${isDigits(a.alias)} or ${a.createdAt} >= ${at})`;

/** Earlier than any message: a number that was given up still means the customer who had it. */
const AT_ANY_TIME = sql.raw('0');
/** Later than any message: a number means only the customer who has it now. */
export const AT_END_OF_TIME = sql.raw('9007199254740991');

/** Returns the current key of the customer that a key or name identifies at `at`. */
export const currentKey = (accountId: SqlValue, userKey: SqlValue, at: SQL = AT_ANY_TIME): SQL =>
  sql`coalesce((select ${a.userKey} from ${customerAliases} ${a} where ${a.accountId} = ${accountId}
    and ${a.alias} = ${nameOfKey(userKey)} ${isValidAt(at)}), ${keyOfName(nameOfKey(userKey))})`;

/**
 * Returns every key of the same customer, as a list for `in`: rows may have been written with any of them, a number's with
 * and without its plus. D1 prepares the text for each call, and a form without a union is prepared faster.
 */
export const keysOfCustomer = (accountId: SqlValue, userKey: SqlValue, at: SQL = AT_ANY_TIME): SQL =>
  sql`(select distinct p.value || iif(${b.alias} is null or p.key < 2, ltrim(o.key, '+'), ${b.alias}) as user_key
    from (select ${currentKey(accountId, userKey, at)} as key) o left join ${customerAliases} ${b}
      on ${b.accountId} = ${accountId} and ${b.userKey} = o.key, json_each('["","+","","+"]') p)`;

/** Returns the address of the customer's current key; null if the given key has no row in `customer_aliases`. */
export const addressOfKey = (accountId: SqlValue, userKey: SqlValue): SQL =>
  sql`(select ltrim(${a.userKey}, '+') from ${customerAliases} ${a} where ${a.accountId} = ${accountId}
    and ${a.alias} = ${nameOfKey(userKey)})`;

/** Returns every name that WhatsApp may use for the customer of a key, as a list for `in`. */
export const addressesOfCustomer = (accountId: SqlValue, userKey: SqlValue): SQL =>
  sql`(select ltrim(${currentKey(accountId, userKey)}, '+')
    union select ${b.alias} from ${customerAliases} ${b} where ${b.accountId} = ${accountId}
      and ${b.userKey} = ${currentKey(accountId, userKey)} and ${b.namedBy} = 'whatsapp')`;

/** Two names that WhatsApp gives together for one customer: the phone number that it uses, and another name. */
export type NamePair = { accountId: string; address: string; name: string; at: number };

const ALIAS_KEY = [customerAliases.accountId, customerAliases.alias];

/** Returns the statements that give each pair of names to one customer, if `guard` holds. */
export function joinNames(db: Database, pairs: NamePair[], guard: SQL = sql`1`) {
  if (pairs.length === 0) return [];
  const rows = JSON.stringify(pairs.map(({ accountId, address, name, at }) => [accountId, address, name, at]));
  const owner = currentKey(sql`k.value ->> 0`, sql`k.value ->> 1`, sql`k.value ->> 3`);
  const own = keyOfName(sql`(k.value ->> 2)`);
  const { accountId, alias: name, userKey, namedBy, createdAt } = customerAliases;
  const [newAt, newKey] = [sql`excluded.created_at`, sql`excluded.user_key`];
  return [
    db
      .update(customerAliases)
      .set({ userKey: sql`n.owner` })
      .from(
        sql`(select k.value ->> 0 as account, ${own} as own, ${owner} as owner from json_each(${rows}) k where ${guard}) n`,
      )
      .where(and(eq(accountId, sql`n.account`), eq(userKey, sql`n.own`), sql`n.owner <> n.own`)),
    db
      .insert(customerAliases)
      .select(
        sql`select k.value ->> 0, k.value ->> 1, ${owner}, k.value ->> 3, 'whatsapp' from json_each(${rows}) k where ${guard}
          union all select k.value ->> 0, k.value ->> 2, ${owner}, k.value ->> 3, 'whatsapp' from json_each(${rows}) k
            where ${guard} and k.value ->> 1 <> k.value ->> 2`,
      )
      .onConflictDoUpdate({
        target: ALIAS_KEY,
        set: fromExcluded(customerAliases, ['userKey', 'namedBy', 'createdAt']),
        setWhere: and(
          or(ne(userKey, newKey), ne(namedBy, 'whatsapp')),
          lte(createdAt, newAt),
          or(eq(namedBy, 'whatsapp'), lt(createdAt, newAt), not(isDigits(name))),
        ),
      }),
  ];
}

/** Returns the statements that reassign a number from its former customer to the sender who now uses it. */
export function reassignNumbers(
  db: Database,
  senders: { accountId: string; phone: string; at: number }[],
  guard = sql`1`,
) {
  if (senders.length === 0) return [];
  const rows = JSON.stringify(senders.map(({ accountId, phone, at }) => [accountId, phone, at]));
  const { accountId, alias: name, namedBy, createdAt } = customerAliases;
  return [
    db
      .update(customerAliases)
      .set({ userKey: sql`'+' || ${name}`, namedBy: 'whatsapp', createdAt: sql`k.value ->> 2` })
      .from(sql`json_each(${rows}) k`)
      .where(
        and(
          eq(accountId, sql`k.value ->> 0`),
          eq(name, sql`k.value ->> 1`),
          eq(namedBy, 'merchant'),
          isDigits(name),
          lt(createdAt, sql`k.value ->> 2`),
          guard,
        ),
      ),
  ];
}

/**
 * Returns the statements that give the merchant's own key to the customer at `address`. A key that is a phone number is
 * never given to another customer.
 */
export function linkMerchantKey(
  db: Database,
  { accountId, userKey, address, at }: { accountId: string; userKey: string; address: string; at: number },
  guard: SQL,
) {
  const sender = { accountId, phone: address, at };
  if (userKey.startsWith('+') || userKey === address) return reassignNumbers(db, [sender], guard);
  const newKey = currentKey(accountId, address, AT_END_OF_TIME);
  const isMerchantsOwn = sql`not exists (select 1 from ${customerAliases} ${a} where ${a.accountId} = ${accountId}
    and ${a.alias} = ${userKey} and ${a.namedBy} = 'whatsapp')`;
  return [
    ...joinNames(db, [{ accountId, address, name: address, at }], guard),
    db
      .update(customerAliases)
      .set({ userKey: newKey })
      .where(
        and(eq(customerAliases.accountId, accountId), eq(customerAliases.userKey, userKey), guard, isMerchantsOwn),
      ),
    db
      .insert(customerAliases)
      .select(sql`select ${accountId}, ${userKey}, ${newKey}, ${at}, 'merchant' where ${guard}`)
      .onConflictDoUpdate({
        target: ALIAS_KEY,
        set: fromExcluded(customerAliases, ['userKey', 'createdAt']),
        setWhere: and(eq(customerAliases.namedBy, 'merchant'), ne(customerAliases.userKey, sql`excluded.user_key`)),
      }),
  ];
}
