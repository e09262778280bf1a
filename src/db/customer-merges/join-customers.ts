import { type SQL, sql } from 'drizzle-orm';
import { currentKey, joinNames, keyOfName, type NamePair } from '../customers/customer-names';
import { conversations } from '../schema';
import type { Statement } from '../sql/batch';
import type { Database } from '../sql/database';
import { moveConversations } from './move-conversations';

/**
 * Returns the statements that give each pair of names to one customer, if `guard` holds, and move the conversations that lie under
 * a name to the customer's key. Of two names with conversations one moves now, the other when the pair is next seen.
 */
export function joinCustomers(db: Database, pairs: NamePair[], guard: SQL = sql`1`): Statement[] {
  if (pairs.length === 0) return [];
  const rows = JSON.stringify(pairs.map(({ accountId, address, name, at }) => [accountId, address, name, at]));
  const own = keyOfName(sql`(k.value ->> 2)`);
  const owner = currentKey(sql`k.value ->> 0`, sql`(k.value ->> 2)`, sql`k.value ->> 3`);
  const hasConversation = sql`exists (select 1 from ${conversations} where ${conversations.accountId} = k.value ->> 0
    and ${conversations.userKey} = ${own})`;
  const owners = sql`(select k.value ->> 0 as account, ${own} as own, iif(${hasConversation}, ${owner}, null) as owner
    from json_each(${rows}) k where ${guard})`;
  const newKey = sql`(select n.owner from ${owners} n where n.account = ${conversations.accountId}
    and n.own = ${conversations.userKey} limit 1)`;
  const isMoved = sql`(${conversations.accountId}, ${conversations.userKey}) in (select n.account, min(n.own)
    from ${owners} n where n.owner <> n.own group by n.account, n.owner)`;
  return [...joinNames(db, pairs, guard), ...moveConversations(db, newKey, isMoved)];
}
