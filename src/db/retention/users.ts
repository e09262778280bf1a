import { and, desc, eq, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { type AuditDraft, insertAuditEntry } from '../accounts/audit';
import { selectConversations } from '../conversations/conversation-list';
import { deleteCustomerEvents, selectCustomerEvents } from '../customers/customer-events';
import { keysOfCustomer } from '../customers/customer-names';
import { payloadRefColumn } from '../events/inbound-events';
import {
  charges,
  conversationEntries,
  conversations,
  conversationWords,
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
  shipmentEvents,
  shipments,
} from '../schema';
import { deleteShipmentsOf } from '../shipments/delete-shipments';
import { runBatch } from '../sql/batch';
import { type Database, isOfAccountUnindexed, jsonList } from '../sql/database';
import { isLive } from '../sql/is-live';
import { preserveSequence } from '../sql/preserve-sequence';

/** The maximum number of rows of each kind in an export. */
const MAX_EXPORTED_ROWS = 1_000;

/** Returns the given keys, and the keys of addresses that were written to under them and belong to nobody else. */
const keysAndAddresses = (accountId: string, keys: SQL) =>
  sql`(select value from ${keys} union
    select iif(m.address glob '*[^0-9]*', m.address, '+' || m.address) from ${messages} m
      where m.account_id = ${accountId} and m.user_key in ${keys} and not exists (select 1 from ${customerAliases} a
        where a.account_id = m.account_id and a.alias = m.address and a.user_key not in ${keys}))`;

const isOfCustomer = (table: Record<'accountId' | 'userKey', SQLiteColumn>, accountId: string, keys: SQL): SQL =>
  sql`(${table.accountId} = ${accountId} and ${table.userKey} in ${keys})`;

/** Returns the statements that delete a customer's rows, by table. A test checks that no table with customer data is missing. */
function eraseStatements(db: Database, accountId: string, keyList: string[]) {
  const keys = jsonList(keyList);
  const reached = keysAndAddresses(accountId, keys);
  // Unreadable data names its customer only somewhere in its text.
  const mentions = (column: SQLiteColumn) =>
    sql`exists (select 1 from json_each(${JSON.stringify(keyList)}) k where instr(${column}, ltrim(k.value, '+')) > 0)`;
  const ofOwn = (table: Record<'accountId' | 'userKey', SQLiteColumn>) => isOfCustomer(table, accountId, keys);
  const ownRequests = db.select({ id: requests.requestId }).from(requests).where(ofOwn(requests));
  const ownPushes = db.select({ id: pushes.pushId }).from(pushes).where(ofOwn(pushes));
  const ownConversations = db
    .select({ id: conversations.conversationId })
    .from(conversations)
    .where(isOfCustomer(conversations, accountId, reached));
  const ownMessages = db.select({ id: messages.messageId }).from(messages).where(ofOwn(messages));
  return {
    // Before the objects that they are about.
    ...deleteCustomerEvents(db, accountId, keys),
    request_steps: db
      .delete(requestSteps)
      .where(and(eq(requestSteps.accountId, accountId), inArray(requestSteps.requestId, ownRequests))),
    push_attempts: db
      .delete(pushAttempts)
      .where(and(eq(pushAttempts.accountId, accountId), inArray(pushAttempts.pushId, ownPushes))),
    message_statuses: db
      .delete(messageStatuses)
      .where(and(eq(messageStatuses.accountId, accountId), inArray(messageStatuses.messageId, ownMessages))),
    conversation_entries: db
      .delete(conversationEntries)
      .where(
        and(
          eq(conversationEntries.accountId, accountId),
          inArray(conversationEntries.conversationId, ownConversations),
        ),
      ),
    conversation_words: db
      .delete(conversationWords)
      .where(
        and(eq(conversationWords.accountId, accountId), inArray(conversationWords.conversationId, ownConversations)),
      ),
    // Before the messages, from which the addresses are read.
    conversations: db.delete(conversations).where(isOfCustomer(conversations, accountId, reached)),
    // Only under the own keys: the opt-out of another recipient stays.
    customers: db.delete(customers).where(ofOwn(customers)),
    customer_aliases: db.delete(customerAliases).where(isOfCustomer(customerAliases, accountId, reached)),
    events: db
      .delete(events)
      .where(
        and(
          eq(events.accountId, accountId),
          or(
            inArray(events.userKey, reached),
            and(isNull(events.userKey), isNotNull(events.state), mentions(events.body)),
          ),
        ),
      ),
    pushes: db.delete(pushes).where(ofOwn(pushes)),
    messages: db.delete(messages).where(ofOwn(messages)),
    charges: db.delete(charges).where(ofOwn(charges)),
    ...deleteShipmentsOf(db, accountId, ofOwn(orders)),
    orders: db.delete(orders).where(ofOwn(orders)),
    requests: db.delete(requests).where(ofOwn(requests)),
    idempotency_keys: db.delete(idempotencyKeys).where(ofOwn(idempotencyKeys)),
    dead_letters: db.delete(deadLetters).where(and(eq(deadLetters.accountId, accountId), mentions(deadLetters.body))),
  };
}

export const usersRepository = (db: Database) => ({
  /** Returns all rows of a customer, the newest 1,000 of each kind. */
  async export(accountId: string, userKey: string) {
    const keys = keysOfCustomer(accountId, userKey);
    const newestMessages = db
      .select({ id: messages.messageId })
      .from(messages)
      .where(isOfCustomer(messages, accountId, keys))
      .orderBy(desc(messages.messageId))
      .limit(MAX_EXPORTED_ROWS);
    const ownConversations = db
      .select({ id: conversations.conversationId })
      .from(conversations)
      .where(isOfCustomer(conversations, accountId, keys));
    const newestShipments = db
      .select({ id: shipments.shipmentId })
      .from(orders)
      .innerJoin(
        shipments,
        and(
          eq(shipments.accountId, orders.accountId),
          eq(shipments.storeId, orders.storeId),
          eq(shipments.orderId, orders.orderId),
        ),
      )
      .where(isOfCustomer(orders, accountId, keys))
      .orderBy(desc(shipments.shipmentId))
      .limit(MAX_EXPORTED_ROWS);
    return runBatch(db, {
      requests: db
        .select()
        .from(requests)
        .where(isOfCustomer(requests, accountId, keys))
        .orderBy(desc(requests.requestId))
        .limit(MAX_EXPORTED_ROWS),
      orders: db
        .select()
        .from(orders)
        .where(isOfCustomer(orders, accountId, keys))
        .orderBy(desc(orders.id))
        .limit(MAX_EXPORTED_ROWS),
      shipments: db
        .select()
        .from(shipments)
        .where(inArray(shipments.shipmentId, newestShipments))
        .orderBy(desc(shipments.shipmentId)),
      shipmentEvents: db.select().from(shipmentEvents).where(inArray(shipmentEvents.shipmentId, newestShipments)),
      messages: db
        .select()
        .from(messages)
        .where(isOfCustomer(messages, accountId, keys))
        .orderBy(desc(messages.messageId))
        .limit(MAX_EXPORTED_ROWS),
      statuses: db.select().from(messageStatuses).where(inArray(messageStatuses.messageId, newestMessages)),
      conversations: selectConversations(db)
        .where(and(isOfCustomer(conversations, accountId, keys), isNotNull(conversations.conversationId)))
        .limit(MAX_EXPORTED_ROWS),
      conversationEntries: db
        .select()
        .from(conversationEntries)
        .where(
          and(
            isOfAccountUnindexed(conversationEntries.accountId, accountId),
            inArray(conversationEntries.conversationId, ownConversations),
          ),
        )
        .orderBy(desc(conversationEntries.entryId))
        .limit(MAX_EXPORTED_ROWS),
      charges: db
        .select()
        .from(charges)
        .where(isOfCustomer(charges, accountId, keys))
        .orderBy(desc(charges.chargeId))
        .limit(MAX_EXPORTED_ROWS),
      pushes: db
        .select()
        .from(pushes)
        .where(isOfCustomer(pushes, accountId, keys))
        .orderBy(desc(pushes.pushId))
        .limit(MAX_EXPORTED_ROWS),
      events: selectCustomerEvents(db, accountId, keys, MAX_EXPORTED_ROWS),
    });
  },

  /** Returns the ids of a customer's live requests. */
  async liveRequests(accountId: string, userKey: string): Promise<string[]> {
    const rows = await db
      .select({ requestId: requests.requestId })
      .from(requests)
      .where(and(isOfCustomer(requests, accountId, keysOfCustomer(accountId, userKey)), isLive()));
    return rows.map(({ requestId }) => requestId);
  },

  /** Returns the keys of a customer's objects in the bucket: files by message, and the payloads of events and orders. */
  async listFiles(accountId: string, userKey: string) {
    const keys = keysOfCustomer(accountId, userKey);
    const { files, payloads, rawOrders } = await runBatch(db, {
      files: db
        .select({ messageId: messages.messageId })
        .from(messages)
        .where(and(isOfCustomer(messages, accountId, keys), isNotNull(messages.media))),
      payloads: db
        .select({ payloadRef: sql<string>`${payloadRefColumn}` })
        .from(events)
        .where(and(isOfCustomer(events, accountId, keys), isNotNull(payloadRefColumn))),
      rawOrders: db
        .select({ eventId: sql<string>`${orders.rawEventId}` })
        .from(orders)
        .where(and(isOfCustomer(orders, accountId, keys), isNotNull(orders.rawEventId))),
    });
    return {
      messageIds: files.map(({ messageId }) => messageId),
      payloadRefs: payloads.map(({ payloadRef }) => payloadRef),
      rawEventIds: rawOrders.map(({ eventId }) => eventId),
    };
  },

  /** Deletes all rows of a customer, under any of their keys, in one batch. Returns the number of deleted rows by table. */
  async erase(accountId: string, userKey: string, audit: AuditDraft): Promise<Record<string, number>> {
    // The keys are read first, because the statements delete the rows that they come from.
    const rows = await db
      .select({ key: sql<string>`value` })
      .from(sql`(select user_key as value from ${keysOfCustomer(accountId, userKey)})`);
    const keyList = rows.map(({ key }) => key);
    const { erased } = await runBatch(db, {
      stores: preserveSequence(db, accountId, isOfCustomer(pushes, accountId, jsonList(keyList))),
      erased: eraseStatements(db, accountId, keyList),
      logged: insertAuditEntry(db, audit),
    });
    return Object.fromEntries(Object.entries(erased).map(([table, { meta }]) => [table, meta.changes]));
  },
});

export type UsersRepository = ReturnType<typeof usersRepository>;
