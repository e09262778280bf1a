import { type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { Database } from './database';
import { customerAliases } from './schema';

/*
 * A customer is all the names that lead to one key. Routing, opt-out, window, export, erasure, runs and charges ask here.
 *
 * - A name is a phone number in digits, a business-scoped user id, or a key of the merchant's own (`cust-8`, an e-mail
 *   address). As a `user_key` a phone number has a plus. Digits without a plus name the same number.
 * - A name belongs to one customer at a time. Its row in `customer_aliases` holds the key of that customer. A name without a
 *   row is a customer of its own. Rows of other tables keep the key with which they were written, so a customer is read
 *   under all of their keys.
 * - A customer's key is their phone number where it is known, else their user id. Names that WhatsApp gives together (with
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

/** A value of a statement, or the placeholder of a value in a prepared statement. */
export type SqlValue = string | Placeholder | SQL;

/** Returns the name of a key: the digits of a phone number, else the key itself. */
const nameOfKey = (userKey: SqlValue): SQL => sql`ltrim(${userKey}, '+')`;

const isDigits = (name: SqlValue): SQL => sql`(${name} not glob '*[^0-9]*')`;
const keyOfName = (name: SqlValue): SQL => sql`iif(${isDigits(name)}, '+' || ${name}, ${name})`;

/** The condition that a name's row is valid at `at`. A number that was given up means its former customer no more. */
const isValidAt = (row: SQL, at: SQL): SQL =>
  at === AT_ANY_TIME
    ? sql``
    : sql`and (${row}.named_by = 'whatsapp' or not ${isDigits(sql`${row}.alias`)} or ${row}.created_at >= ${at})`;

/** Earlier than any message: a number that was given up still means the customer who had it. */
const AT_ANY_TIME = sql.raw('0');
/** Later than any message: a number means only the customer who has it now. */
export const AT_END_OF_TIME = sql.raw('9007199254740991');

/** Returns the current key of the customer that a key or a name means at `at`. */
export const currentKey = (accountId: SqlValue, userKey: SqlValue, at: SQL = AT_ANY_TIME): SQL =>
  sql`coalesce((select a.user_key from customer_aliases a where a.account_id = ${accountId} and a.alias = ${nameOfKey(userKey)}
    ${isValidAt(sql.raw('a'), at)}), ${keyOfName(nameOfKey(userKey))})`;

/**
 * Returns every key of the same customer, as a list for `in`: rows may have been written with any of them, a number's with
 * and without its plus. D1 prepares the text for each call, and a form without a union is prepared faster.
 */
export const keysOfCustomer = (accountId: SqlValue, userKey: SqlValue, at: SQL = AT_ANY_TIME): SQL =>
  sql`(select distinct p.value || iif(b.alias is null or p.key < 2, ltrim(o.key, '+'), b.alias) as user_key
    from (select ${currentKey(accountId, userKey, at)} as key) o
      left join customer_aliases b on b.account_id = ${accountId} and b.user_key = o.key, json_each('["","+","","+"]') p)`;

/** The name of the customer's own key, where another name of theirs leads to it; null for a name that stands alone. */
export const addressOfKey = (accountId: SqlValue, userKey: SqlValue): SQL =>
  sql`(select ltrim(a.user_key, '+') from customer_aliases a where a.account_id = ${accountId}
    and a.alias = ltrim(${userKey}, '+'))`;

/** Returns every name that WhatsApp may use for the customer of a key, as a list for `in`. */
export const addressesOfCustomer = (accountId: SqlValue, userKey: SqlValue): SQL =>
  sql`(select ltrim(${currentKey(accountId, userKey)}, '+')
    union select b.alias from customer_aliases b where b.account_id = ${accountId}
      and b.user_key = ${currentKey(accountId, userKey)} and b.named_by = 'whatsapp')`;

/** Two names that WhatsApp gives together for one customer: the phone number that it uses (`of`), and another name. */
export type NamePair = { accountId: string; address: string; name: string; at: number };

/** Returns the statements that give each pair of names to one customer, if `guard` holds. */
export function linkNames(db: Database, pairs: NamePair[], guard: SQL = sql`1`) {
  if (pairs.length === 0) return [];
  const rows = JSON.stringify(pairs.map(({ accountId, address: of, name, at }) => [accountId, of, name, at]));
  const owner = currentKey(sql`k.value ->> 0`, sql`k.value ->> 1`, sql`k.value ->> 3`);
  const own = keyOfName(sql`(k.value ->> 2)`);
  return [
    db
      .update(customerAliases)
      .set({ userKey: sql`n.owner` })
      .from(
        sql`(select k.value ->> 0 as account, ${own} as own, ${owner} as owner from json_each(${rows}) k where ${guard}) n`,
      )
      .where(sql`${customerAliases.accountId} = n.account and ${customerAliases.userKey} = n.own and n.owner <> n.own`),
    db
      .insert(customerAliases)
      .select(
        sql`select k.value ->> 0, k.value ->> 1, ${owner}, k.value ->> 3, 'whatsapp' from json_each(${rows}) k where ${guard}
          union all select k.value ->> 0, k.value ->> 2, ${owner}, k.value ->> 3, 'whatsapp' from json_each(${rows}) k
            where ${guard} and k.value ->> 1 <> k.value ->> 2`,
      )
      .onConflictDoUpdate({
        target: [customerAliases.accountId, customerAliases.alias],
        set: { userKey: sql`excluded.user_key`, namedBy: sql`excluded.named_by`, createdAt: sql`excluded.created_at` },
        setWhere: sql`(${customerAliases.userKey} <> excluded.user_key or ${customerAliases.namedBy} <> 'whatsapp')
          and ${customerAliases.createdAt} <= excluded.created_at
          and (${customerAliases.namedBy} = 'whatsapp' or ${customerAliases.createdAt} < excluded.created_at
            or not ${isDigits(sql`${customerAliases.alias}`)})`,
      }),
  ];
}

/** Returns the statements that give a number which an earlier customer gave up to the sender who writes from it now. */
export function reassignNumbers(
  db: Database,
  senders: { accountId: string; phone: string; at: number }[],
  guard = sql`1`,
) {
  if (senders.length === 0) return [];
  const rows = JSON.stringify(senders.map(({ accountId, phone, at }) => [accountId, phone, at]));
  return [
    db
      .update(customerAliases)
      .set({ userKey: sql`'+' || ${customerAliases.alias}`, namedBy: 'whatsapp', createdAt: sql`k.value ->> 2` })
      .from(sql`json_each(${rows}) k`)
      .where(
        sql`${customerAliases.accountId} = k.value ->> 0 and ${customerAliases.alias} = k.value ->> 1
          and ${customerAliases.namedBy} = 'merchant' and ${isDigits(sql`${customerAliases.alias}`)}
          and ${customerAliases.createdAt} < k.value ->> 2 and ${guard}`,
      ),
  ];
}

/**
 * Returns the statements that give a key of the merchant's own to the customer at `address`. A key that is a phone number
 * is never given to another customer.
 */
export function linkMerchantKey(
  db: Database,
  { accountId, userKey, address, at }: { accountId: string; userKey: string; address: string; at: number },
  guard: SQL,
) {
  const sender = { accountId, phone: address, at };
  if (userKey.startsWith('+') || userKey === address) return reassignNumbers(db, [sender], guard);
  const isOurs = sql`${guard} and not exists (select 1 from customer_aliases a where a.account_id = ${accountId}
    and a.alias = ${userKey} and a.named_by = 'whatsapp')`;
  return [
    ...linkNames(db, [{ accountId, address, name: address, at }], guard),
    db
      .update(customerAliases)
      .set({ userKey: currentKey(accountId, address, AT_END_OF_TIME) })
      .where(
        sql`${customerAliases.accountId} = ${accountId} and ${customerAliases.userKey} = ${userKey} and ${isOurs}`,
      ),
    db
      .insert(customerAliases)
      .select(
        sql`select ${accountId}, ${userKey}, ${currentKey(accountId, address, AT_END_OF_TIME)}, ${at}, 'merchant' where ${guard}`,
      )
      .onConflictDoUpdate({
        target: [customerAliases.accountId, customerAliases.alias],
        set: { userKey: sql`excluded.user_key`, createdAt: sql`excluded.created_at` },
        setWhere: sql`${customerAliases.namedBy} = 'merchant' and ${customerAliases.userKey} <> excluded.user_key`,
      }),
  ];
}
