import { type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { Database } from './database';
import { customerAliases } from './schema';

/*
 * Who is a customer? All names that lead to one key. Routing, opt-out, window, export, erasure, runs and charges ask here.
 *
 * - A name is a phone number in digits, a business-scoped user id, or a key of the merchant's own (`cust-8`, an e-mail
 *   address). A key is a name as a `user_key`: a phone number has a plus there. Digits without a plus are that number too.
 * - Each name is one customer's at a time: its row in `customer_aliases` says whose, by the key under which that customer is
 *   kept. A name without a row is a customer by itself. Rows of other tables keep the key that they were written with; what
 *   is read of a customer is read under all of their keys.
 * - A customer is kept under their phone number where one is known, else under their user id. Names that WhatsApp gives
 *   together (a message's, a status's, the answer to a send) are one customer: the phone number that WhatsApp itself uses
 *   has the others. When a name moves under which a customer is kept, all their names move along; else it moves alone.
 * - A key of the merchant's own belongs to whom it was last written at: several keys at one number are one customer, and a
 *   key that is written at another number moves there. So a number that was used for a test, or had a typo, does not tie
 *   its customers together for ever. What a key was opted out of stays with it when it moves.
 * - Two phone numbers are one customer only if WhatsApp says so: a request for one number that writes to another speaks of
 *   two customers.
 * - A change of number is dated. The old number's rows up to then become the new number's, and the old number is free: who
 *   is heard of there later is somebody new, whichever of the two events comes first, and however often either comes.
 *   Until somebody is, the merchant may still ask for the customer by the old number.
 */

/** A value of a statement, or the place of one in a statement whose text is kept. */
export type Given = string | Placeholder | SQL;

/** The digits of a key that is a phone number, else the key: how a key stands among the names. */
export const nameOfKey = (userKey: Given): SQL => sql`ltrim(${userKey}, '+')`;

const isDigits = (name: Given): SQL => sql`(${name} not glob '*[^0-9]*')`;
const keyOfName = (name: Given): SQL => sql`iif(${isDigits(name)}, '+' || ${name}, ${name})`;

/** Whether the row of a name holds for what WhatsApp tells at `at`: a number that was given up names nobody afterwards. */
const holdsAt = (row: SQL, at: Given | number): SQL =>
  sql`(${row}.named_by = 'whatsapp' or not ${isDigits(sql`${row}.alias`)} or ${row}.created_at >= ${at})`;

/** Earlier than any message: a number that was given up still means the customer who had it. */
const AT_ANY_TIME = sql.raw('0');
/** Later than any message: a number means only the customer who has it now. */
export const AT_END_OF_TIME = sql.raw('9007199254740991');

/** The key under which the customer is kept whom a key or a name means. */
export const keptKey = (accountId: Given, userKey: Given, at: SQL = AT_ANY_TIME): SQL =>
  sql`coalesce((select a.user_key from customer_aliases a where a.account_id = ${accountId} and a.alias = ${nameOfKey(userKey)}
    and ${holdsAt(sql.raw('a'), at)}), ${keyOfName(nameOfKey(userKey))})`;

/** Every key that means the same customer as this one, as a list for `in`: rows may stand under any of them. */
export const keysOfCustomer = (accountId: Given, userKey: Given, at: SQL = AT_ANY_TIME): SQL =>
  sql`(with k(name) as (select ${nameOfKey(userKey)} union select ltrim(${keptKey(accountId, userKey, at)}, '+')
      union select b.alias from customer_aliases b
        where b.account_id = ${accountId} and b.user_key = ${keptKey(accountId, userKey, at)})
    select k.name as user_key from k union select '+' || k.name from k where ${isDigits(sql`k.name`)})`;

/** Every name by which WhatsApp may address the customer whom a key means, as a list for `in`. */
export const addressesOfCustomer = (accountId: Given, userKey: Given): SQL =>
  sql`(select ltrim(${keptKey(accountId, userKey)}, '+')
    union select b.alias from customer_aliases b where b.account_id = ${accountId}
      and b.user_key = ${keptKey(accountId, userKey)} and b.named_by = 'whatsapp')`;

/** Two names of one customer, as WhatsApp gives them together: the phone number that it uses, and another name. */
export type NamePair = { accountId: string; of: string; name: string; at: number };

/** The statements that make names mean one customer from now on, if `guard` holds. */
export function writeNames(db: Database, pairs: NamePair[], guard: SQL = sql`1`) {
  if (pairs.length === 0) return [];
  const rows = JSON.stringify(pairs.map(({ accountId, of, name, at }) => [accountId, of, name, at]));
  const owner = keptKey(sql`k.value ->> 0`, sql`k.value ->> 1`, sql`k.value ->> 3`);
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

/** The statements that free the numbers among these senders which somebody else had before: who writes now has them. */
export function takeNumbers(db: Database, senders: { accountId: string; phone: string; at: number }[], guard = sql`1`) {
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

/** The statements that give a key of the merchant's own to whom it is written at; a phone number is nobody else's key. */
export function writeOwnKey(
  db: Database,
  { accountId, userKey, address, at }: { accountId: string; userKey: string; address: string; at: number },
  guard: SQL,
) {
  const sender = { accountId, phone: address, at };
  if (userKey.startsWith('+') || userKey === address) return takeNumbers(db, [sender], guard);
  const isOurs = sql`${guard} and not exists (select 1 from customer_aliases a where a.account_id = ${accountId}
    and a.alias = ${userKey} and a.named_by = 'whatsapp')`;
  return [
    ...writeNames(db, [{ accountId, of: address, name: address, at }], guard),
    db
      .update(customerAliases)
      .set({ userKey: keptKey(accountId, address, AT_END_OF_TIME) })
      .where(
        sql`${customerAliases.accountId} = ${accountId} and ${customerAliases.userKey} = ${userKey} and ${isOurs}`,
      ),
    db
      .insert(customerAliases)
      .select(
        sql`select ${accountId}, ${userKey}, ${keptKey(accountId, address, AT_END_OF_TIME)}, ${at}, 'merchant' where ${guard}`,
      )
      .onConflictDoUpdate({
        target: [customerAliases.accountId, customerAliases.alias],
        set: { userKey: sql`excluded.user_key`, createdAt: sql`excluded.created_at` },
        setWhere: sql`${customerAliases.namedBy} = 'merchant' and ${customerAliases.userKey} <> excluded.user_key`,
      }),
  ];
}
