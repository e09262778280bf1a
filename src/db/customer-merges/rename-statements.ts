import { and, eq, gt, inArray, lte, ne, notInArray, or, type SQL, sql } from 'drizzle-orm';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import {
  channels,
  charges,
  conversations,
  customerAliases,
  customers,
  events,
  idempotencyKeys,
  messages,
  orders,
  pushes,
  requests,
} from '../schema';
import type { Statement } from '../sql/batch';
import { type Database, fromExcluded, jsonList } from '../sql/database';
import { isLive } from '../sql/is-live';
import { moveConversations } from './move-conversations';

/** A change of a customer's names at `at`. */
export type Renaming = {
  accountId: string;
  /** The customer's key before and after the change. */
  oldKey: string;
  newKey: string;
  /** The phone numbers that the customer gave up, and their other former names. */
  freed: string[];
  former: string[];
  /** The names that WhatsApp uses from now on, and the one to which messages are sent. */
  names: string[];
  address: string;
  at: number;
};

const ALIAS_KEY = [customerAliases.accountId, customerAliases.alias];
const NAME_COLUMNS = fromExcluded(customerAliases, ['userKey', 'namedBy', 'createdAt']);

/** Returns the statements that move the rows under numbers that were given up to the new key. */
function rekeyRows(db: Database, { accountId, oldKey, newKey, freed, at }: Renaming): Statement[] {
  const oldKeys = jsonList(freed.flatMap((number) => [number, `+${number}`]).filter((key) => key !== newKey));
  const isOld = (table: Record<'accountId' | 'userKey', SQLiteColumn>): SQL =>
    sql`(${table.accountId} = ${accountId} and ${table.userKey} in ${oldKeys})`;
  const isOldUntil = (table: Record<'accountId' | 'userKey' | 'createdAt', SQLiteColumn>) =>
    and(isOld(table), lte(table.createdAt, at));
  const isOfRun = ({ requestId }: { requestId: SQLiteColumn }): SQL =>
    sql`${requestId} in (select ${requests.requestId} from ${requests} where ${requests.accountId} = ${accountId}
      and ${requests.userKey} = ${newKey})`;
  const set = { userKey: newKey };
  const { optedOutAt, optedOutBy, updatedAt } = customers;
  const other = alias(messages, 'other');
  const hasClientId = sql`exists (select 1 from ${messages} ${other} where ${other.channelId} = ${messages.channelId}
    and ${other.userKey} = ${newKey} and ${other.clientId} = ${messages.clientId})`;
  const merchantKeys = sql`(select ${customerAliases.alias} from ${customerAliases}
    where ${customerAliases.accountId} = ${accountId} and ${customerAliases.userKey} = ${oldKey}
      and ${customerAliases.namedBy} = 'merchant' and ${customerAliases.createdAt} <= ${at})`;
  return [
    db.update(requests).set(set).where(isOldUntil(requests)),
    db.update(orders).set(set).where(isOldUntil(orders)),
    // A later message from the old number belongs to its new owner, even if it was matched to this customer's request.
    db
      .update(messages)
      // Both customers may have a message with this client id; the conversation they now share keeps the one that it had.
      .set({ ...set, clientId: sql`iif(${hasClientId}, null, ${messages.clientId})` })
      .where(
        and(isOld(messages), or(lte(messages.createdAt, at), and(eq(messages.direction, 'out'), isOfRun(messages)))),
      ),
    db
      .update(charges)
      .set(set)
      .where(and(isOld(charges), or(lte(charges.createdAt, at), isOfRun(charges)))),
    db
      .update(pushes)
      .set(set)
      .where(and(isOfRun(pushes), isOld(pushes))),
    db.update(events).set(set).where(isOldUntil(events)),
    db.update(idempotencyKeys).set(set).where(isOldUntil(idempotencyKeys)),
    ...freed.flatMap((number) => {
      const { accountId: account, userKey, lastInboundAt } = conversations;
      const isMoved = and(
        eq(account, accountId),
        eq(userKey, `+${number}`),
        ne(userKey, newKey),
        lte(lastInboundAt, at),
      );
      return moveConversations(db, newKey, isMoved);
    }),
    db
      .insert(customers)
      .select(
        sql`select ${customers.accountId}, ${newKey}, ${optedOutAt}, ${optedOutBy}, ${updatedAt} from ${customers}
          where ${isOld(customers)} and (${updatedAt} <= ${at} or ${optedOutAt} <= ${at})`,
      )
      .onConflictDoUpdate({
        target: [customers.accountId, customers.userKey],
        set: fromExcluded(customers, ['optedOutAt', 'optedOutBy', 'updatedAt']),
        setWhere: lte(updatedAt, sql`excluded.updated_at`),
      }),
    db.delete(customers).where(and(isOld(customers), lte(updatedAt, at))),
    // An opt-out word sent from the old number after the change applies only to its new owner.
    db
      .delete(customers)
      .where(
        and(
          eq(customers.accountId, accountId),
          eq(optedOutBy, 'word'),
          gt(optedOutAt, at),
          inArray(customers.userKey, merchantKeys),
        ),
      ),
  ];
}

/** Returns the statement that gives a customer's names to the new key; names that were given up become the merchant's. */
function renameAliases(db: Database, { accountId, oldKey, newKey, freed, former, names, at }: Renaming) {
  const { alias: name, namedBy, userKey, createdAt } = customerAliases;
  const isFreed = and(
    eq(namedBy, 'whatsapp'),
    or(
      inArray(name, jsonList(former)),
      and(sql`${freed.length > 0 ? 1 : 0}`, sql`${name} not glob '*[^0-9]*'`, notInArray(name, jsonList(names))),
    ),
  );
  return db
    .update(customerAliases)
    .set({
      userKey: newKey,
      namedBy: sql`iif(${isFreed}, 'merchant', ${namedBy})`,
      createdAt: sql`iif(${isFreed}, ${at}, ${createdAt})`,
    })
    .where(and(eq(customerAliases.accountId, accountId), eq(userKey, oldKey), lte(createdAt, at)));
}

/**
 * Returns the statement that keeps the old names for look-ups by the merchant, until another person writes from there. A
 * number from which somebody has written since the change belongs to that person.
 */
function keepOldNames(db: Database, { accountId, newKey, freed, former, at }: Renaming) {
  const { lastInboundAt } = conversations;
  const heard = sql`(select max(${lastInboundAt}) from ${conversations} where ${conversations.accountId} = ${accountId}
    and ${conversations.userKey} = '+' || value and ${lastInboundAt} > ${at})`;
  return db
    .insert(customerAliases)
    .select(
      sql`select ${accountId}, n.value, iif(n.heard is null, ${newKey}, '+' || n.value), coalesce(n.heard, ${at}),
          iif(n.heard is null, 'merchant', 'whatsapp')
        from (select value, ${heard} as heard from json_each(${JSON.stringify([...freed, ...former])})) n where true`,
    )
    .onConflictDoUpdate({
      target: ALIAS_KEY,
      set: NAME_COLUMNS,
      setWhere: and(sql`excluded.named_by = 'whatsapp'`, lte(customerAliases.createdAt, sql`excluded.created_at`)),
    });
}

const insertNewNames = (db: Database, { accountId, newKey, names, at }: Renaming) =>
  db
    .insert(customerAliases)
    .select(
      sql`select ${accountId}, value, ${newKey}, ${at}, 'whatsapp' from json_each(${JSON.stringify(names)}) where true`,
    )
    .onConflictDoUpdate({
      target: ALIAS_KEY,
      set: NAME_COLUMNS,
      setWhere: and(
        lte(customerAliases.createdAt, sql`excluded.created_at`),
        or(ne(customerAliases.userKey, sql`excluded.user_key`), ne(customerAliases.namedBy, 'whatsapp')),
      ),
    });

/** Returns the statement that changes the address of the customer's live requests that were created before the change. */
function readdressRequests(db: Database, { accountId, freed, former, address, at }: Renaming) {
  const r = alias(requests, 'r');
  const live = sql`(select ${r.requestId} from ${channels} join ${requests} ${r} on ${r.channelId} = ${channels.channelId}
    where ${channels.accountId} = ${accountId} and ${isLive(r)} and ${r.address} in ${jsonList([...freed, ...former])}
      and ${r.createdAt} <= ${at})`;
  return db.update(requests).set({ address }).where(inArray(requests.requestId, live));
}

/**
 * Returns the statements that change a customer's names. Rows under a number that was given up move to the new key if they
 * are no younger than the change; younger rows belong to the number's next owner. Repeating the statements changes nothing.
 */
export const renameStatements = (db: Database, renaming: Renaming): Statement[] => [
  readdressRequests(db, renaming),
  ...(renaming.freed.length > 0 ? rekeyRows(db, renaming) : []),
  renameAliases(db, renaming),
  keepOldNames(db, renaming),
  insertNewNames(db, renaming),
];
