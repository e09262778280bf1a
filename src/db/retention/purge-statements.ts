import { and, eq, inArray, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { MESSAGE_CHARGE_PREFIX } from '../../shared/crypto/dedupe-key';
import { lowestId } from '../../shared/crypto/ids';
import {
  channels,
  charges,
  conversationEntries,
  conversations,
  conversationWords,
  customerAliases,
  customers,
  deadLetters,
  events,
  messageStatuses,
  messages,
  orders,
  pushAttempts,
  pushes,
  requestSteps,
  requests,
} from '../schema';
import { deleteKeptShipments, deleteShipmentsOf } from '../shipments/delete-shipments';
import type { Statement } from '../sql/batch';
import { type Database, jsonList } from '../sql/database';
import { isLive } from '../sql/is-live';
import { preserveSequence } from '../sql/preserve-sequence';

/** The rows of an account that one slice may purge, by their ids, and the names of their customers. */
export type PurgeSet = Record<'requests' | 'orders' | 'shipments' | 'messages' | 'events' | 'deadLetters', string[]> & {
  names: string[];
};

/** Statements by the table that they purge. */
type Statements = Record<string, Statement>;

/** The condition that a request ended before an instant and has no younger message or push, nor an unfinished push. */
export const requestIsExpired = (before: number): SQL =>
  sql`(${isNull(requests.nextCheckAt)} and coalesce(${requests.completedAt}, ${requests.updatedAt}) < ${before}
    and not exists (select 1 from ${messages} where ${messages.accountId} = ${requests.accountId}
      and ${messages.requestId} = ${requests.requestId} and ${messages.messageId} >= ${lowestId('msg', before)})
    and not exists (select 1 from ${pushes} where ${pushes.requestId} = ${requests.requestId}
      and (${pushes.visibleAt} is not null or ${pushes.updatedAt} >= ${before})))`;

/** The condition that an order has not changed since an instant and no live request is about it. */
export const orderIsExpired = (before: number): SQL =>
  sql`(${orders.createdAt} < ${before} and ${orders.updatedAt} < ${before}
    and not exists (select 1 from ${requests} where ${requests.accountId} = ${orders.accountId}
      and ${requests.objectId} = ${orders.orderId} and ${requests.storeId} = ${orders.storeId} and ${isLive()}))`;

/** The condition that a message belongs to no request and has not changed since an instant. */
export const messageIsExpired = (before: number): SQL =>
  sql`(${isNull(messages.requestId)} and ${messages.createdAt} < ${before} and ${messages.updatedAt} < ${before})`;

/** The condition that a customer has not opted out and that their consent row has not changed since an instant. */
export const customerIsExpired = (before: number): SQL =>
  sql`(${isNull(customers.optedOutAt)} and ${customers.updatedAt} < ${before})`;

/** Returns the current keys of the customers with these names, as a list for `in`. */
const customersByNames = (accountId: string, names: string[]): SQL => {
  const { accountId: owner, alias: name, userKey } = customerAliases;
  return sql`(select distinct coalesce((select ${userKey} from ${customerAliases}
      where ${owner} = ${accountId} and ${name} = ltrim(value, '+')), value) as user_key
    from json_each(${JSON.stringify(names)}))`;
};

/** Returns the keys of those customers who have not opted out and have no request, order or message any more. */
function unreferencedCustomers(accountId: string, names: string[]): SQL {
  const { accountId: owner, alias: name, userKey } = customerAliases;
  const aliases = sql`from ${customerAliases} where ${owner} = ${accountId} and ${userKey} = k.user_key`;
  const keys = sql`(select k.user_key union select ${name} ${aliases} union select '+' || ${name} ${aliases})`;
  const hasNone = (table: SQL, account: SQLiteColumn, key: SQLiteColumn, more: SQL = sql``): SQL =>
    sql`not exists (select 1 from ${table} where ${account} = ${accountId} and ${key} in ${keys} ${more})`;
  return sql`(select k.user_key from ${customersByNames(accountId, names)} k
    where ${hasNone(sql`${customers}`, customers.accountId, customers.userKey, sql`and ${customers.optedOutAt} is not null`)}
      and ${hasNone(sql`${requests}`, requests.accountId, requests.userKey)}
      and ${hasNone(sql`${orders}`, orders.accountId, orders.userKey)}
      and ${hasNone(sql`${messages}`, messages.accountId, messages.userKey)}
      and not exists (select 1 from ${channels} join ${requests} on ${requests.channelId} = ${channels.channelId}
        where ${channels.accountId} = ${accountId} and ${isLive()}
          and ${requests.address} in (select ltrim(k.user_key, '+') union select ${name} ${aliases})))`;
}

/** Charges are kept as a ledger without the customer; a flow may have written their name into the description. */
const ANONYMOUS = { userKey: '', description: sql`${charges.kind}` };

/** Returns the ids that have no row any more, as a list for `in`. */
const deletedAmong = (ids: string[], table: SQL, id: SQLiteColumn): SQL =>
  sql`(select value from json_each(${JSON.stringify(ids)}) where not exists (select 1 from ${table} where ${id} = value))`;

/** Deletes expired requests, with all rows that belong to them. */
function purgeRequests(db: Database, accountId: string, { requests: ids }: PurgeSet, before: number): Statements {
  if (ids.length === 0) return {};
  const deleted = deletedAmong(ids, sql`${requests}`, requests.requestId);
  const ofDeleted = ({ accountId: account, requestId }: Record<'accountId' | 'requestId', SQLiteColumn>): SQL =>
    sql`(${account} = ${accountId} and ${requestId} in ${deleted})`;
  return {
    stores: preserveSequence(db, accountId, inArray(pushes.requestId, jsonList(ids))),
    requests: db
      .delete(requests)
      .where(
        and(eq(requests.accountId, accountId), inArray(requests.requestId, jsonList(ids)), requestIsExpired(before)),
      ),
    request_steps: db.delete(requestSteps).where(ofDeleted(requestSteps)),
    push_attempts: db
      .delete(pushAttempts)
      .where(
        and(
          eq(pushAttempts.accountId, accountId),
          inArray(pushAttempts.pushId, db.select({ id: pushes.pushId }).from(pushes).where(ofDeleted(pushes))),
        ),
      ),
    pushes: db.delete(pushes).where(ofDeleted(pushes)),
    message_statuses: db
      .delete(messageStatuses)
      .where(
        and(
          eq(messageStatuses.accountId, accountId),
          inArray(
            messageStatuses.messageId,
            db.select({ id: messages.messageId }).from(messages).where(ofDeleted(messages)),
          ),
        ),
      ),
    messages: db.delete(messages).where(ofDeleted(messages)),
    charges: db.update(charges).set(ANONYMOUS).where(ofDeleted(charges)),
  };
}

/** Deletes expired messages that belong to no request. */
function purgeMessages(db: Database, accountId: string, { messages: ids }: PurgeSet, before: number): Statements {
  if (ids.length === 0) return {};
  const deleted = deletedAmong(ids, sql`${messages}`, messages.messageId);
  const chargeKeys = sql`(select ${MESSAGE_CHARGE_PREFIX} || value from ${deleted})`;
  return {
    messages_alone: db
      .delete(messages)
      .where(
        and(eq(messages.accountId, accountId), inArray(messages.messageId, jsonList(ids)), messageIsExpired(before)),
      ),
    statuses_alone: db
      .delete(messageStatuses)
      .where(and(eq(messageStatuses.accountId, accountId), inArray(messageStatuses.messageId, deleted))),
    charges_alone: db
      .update(charges)
      .set(ANONYMOUS)
      .where(and(eq(charges.accountId, accountId), inArray(charges.dedupeKey, chargeKeys))),
  };
}

/** Deletes expired conversations, and customers to whom no row refers any more. */
function purgeCustomers(db: Database, accountId: string, { names }: PurgeSet, before: number): Statements {
  if (names.length === 0) return {};
  const unreferenced = unreferencedCustomers(accountId, names);
  const other = alias(customerAliases, 'other');
  const earlierKeys = sql`(select ${other.alias} from ${customerAliases} ${other}
    where ${other.accountId} = ${accountId} and ${other.userKey} in ${unreferenced})`;
  const isNamed = and(
    eq(conversations.accountId, accountId),
    or(
      inArray(conversations.userKey, customersByNames(accountId, names)),
      inArray(conversations.userKey, jsonList(names)),
    ),
  );
  const isExpired = and(isNamed, lt(conversations.lastInboundAt, before), lt(conversations.lastAt, before));
  const idsOf = (condition: SQL | undefined) =>
    db.select({ id: conversations.conversationId }).from(conversations).where(condition);
  return {
    // Notes and words of a conversation that goes on are as old as their messages.
    conversation_entries: db
      .delete(conversationEntries)
      .where(
        and(
          eq(conversationEntries.accountId, accountId),
          inArray(conversationEntries.conversationId, idsOf(isNamed)),
          or(
            inArray(conversationEntries.conversationId, idsOf(isExpired)),
            lt(conversationEntries.entryId, lowestId('cve', before)),
          ),
        ),
      ),
    conversation_words: db
      .delete(conversationWords)
      .where(
        and(
          eq(conversationWords.accountId, accountId),
          inArray(conversationWords.conversationId, idsOf(isNamed)),
          or(inArray(conversationWords.conversationId, idsOf(isExpired)), lt(conversationWords.seenAt, before)),
        ),
      ),
    conversations: db.delete(conversations).where(isExpired),
    customers: db
      .delete(customers)
      .where(
        and(
          eq(customers.accountId, accountId),
          customerIsExpired(before),
          or(inArray(customers.userKey, unreferenced), inArray(customers.userKey, earlierKeys)),
        ),
      ),
    // Last, because the other statements find the customers of names by these rows.
    customer_aliases: db
      .delete(customerAliases)
      .where(and(eq(customerAliases.accountId, accountId), inArray(customerAliases.userKey, unreferenced))),
  };
}

/**
 * Returns the statements that purge those of the given rows that are still expired, by table. Repeating them changes nothing.
 */
export const purgeStatements = (db: Database, accountId: string, old: PurgeSet, before: number): Statements => ({
  ...purgeRequests(db, accountId, old, before),
  ...(old.orders.length === 0
    ? {}
    : {
        ...deleteShipmentsOf(db, accountId, and(inArray(orders.id, jsonList(old.orders)), orderIsExpired(before))),
        orders: db
          .delete(orders)
          .where(
            and(eq(orders.accountId, accountId), inArray(orders.id, jsonList(old.orders)), orderIsExpired(before)),
          ),
      }),
  ...(old.shipments.length === 0 ? {} : deleteKeptShipments(db, accountId, old.shipments, before)),
  ...purgeMessages(db, accountId, old, before),
  ...(old.events.length === 0
    ? {}
    : {
        events: db
          .delete(events)
          .where(and(eq(events.accountId, accountId), inArray(events.eventId, jsonList(old.events)))),
      }),
  ...(old.deadLetters.length === 0
    ? {}
    : {
        dead_letters: db
          .delete(deadLetters)
          .where(and(eq(deadLetters.accountId, accountId), inArray(deadLetters.eventId, jsonList(old.deadLetters)))),
      }),
  ...purgeCustomers(db, accountId, old, before),
});
