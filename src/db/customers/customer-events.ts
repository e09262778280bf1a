import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import {
  conversations,
  eventDeliveries,
  eventDeliveryAttempts,
  messages,
  orders,
  outboxEvents,
  pushes,
  requests,
  shipments,
} from '../schema';
import type { Database } from '../sql/database';

/** Returns the ids of a customer's objects that events can be about, as a list for `in`. */
function objectsOf(accountId: string, keys: SQL): SQL {
  const ids = (id: SQLiteColumn, table: Record<'accountId' | 'userKey', SQLiteColumn>): SQL =>
    sql`select ${id} as id from ${id.table} where ${table.accountId} = ${accountId} and ${table.userKey} in ${keys}`;
  // D1 allows five terms of a union.
  const ofConversations = sql`select id from (${ids(messages.messageId, messages)}
    union ${ids(conversations.conversationId, conversations)}) where id is not null`;
  return sql`(${ids(requests.requestId, requests)} union ${ofConversations}
    union ${ids(pushes.pushId, pushes)} union ${ids(orders.id, orders)}
    union select ${shipments.shipmentId} from ${orders} join ${shipments} on ${and(
      eq(shipments.accountId, orders.accountId),
      eq(shipments.storeId, orders.storeId),
      eq(shipments.orderId, orders.orderId),
    )} where ${orders.accountId} = ${accountId} and ${orders.userKey} in ${keys})`;
}

/** Returns the statements that delete the events about a customer's objects; they stand before those that delete the objects. */
export function deleteCustomerEvents(db: Database, accountId: string, keys: SQL) {
  const objects = objectsOf(accountId, keys);
  const isAttempt = sql`(${eventDeliveryAttempts.subscriptionId}, ${eventDeliveryAttempts.eventId}) in
    (select ${eventDeliveries.subscriptionId}, ${eventDeliveries.eventId} from ${eventDeliveries}
      where ${eventDeliveries.accountId} = ${accountId} and ${eventDeliveries.objectId} in ${objects})`;
  return {
    event_delivery_attempts: db
      .delete(eventDeliveryAttempts)
      .where(and(eq(eventDeliveryAttempts.accountId, accountId), isAttempt)),
    event_deliveries: db
      .delete(eventDeliveries)
      .where(and(eq(eventDeliveries.accountId, accountId), inArray(eventDeliveries.objectId, objects))),
    outbox_events: db
      .delete(outboxEvents)
      .where(and(eq(outboxEvents.accountId, accountId), inArray(outboxEvents.objectId, objects))),
  };
}

/** Returns the query for the newest events about a customer's objects. */
export const selectCustomerEvents = (db: Database, accountId: string, keys: SQL, limit: number) =>
  db
    .select()
    .from(outboxEvents)
    .where(and(eq(outboxEvents.accountId, accountId), inArray(outboxEvents.objectId, objectsOf(accountId, keys))))
    .orderBy(desc(outboxEvents.seq))
    .limit(limit);
