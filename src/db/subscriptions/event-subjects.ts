import { and, eq, sql } from 'drizzle-orm';
import type { EventSubject } from '../../shared/events/event-catalogue';
import type { JsonObject } from '../../shared/json/json';
import { conversations, messages, orders, requests, shipments } from '../schema';
import { runBatch } from '../sql/batch';
import { type Database, jsonList } from '../sql/database';

/** The customer's data that belongs to an event's object. */
export type SubjectData = { objectId: string; userKey: string | null; content: JsonObject | null };

export const eventSubjectsRepository = (db: Database) => ({
  /** Returns the customer's data of these objects; one round trip. Objects that were erased have none. */
  async find(accountId: string, objects: { subject: EventSubject; objectId: string }[]): Promise<SubjectData[]> {
    const idsOf = (subject: EventSubject) =>
      jsonList(objects.filter((each) => each.subject === subject).map(({ objectId }) => objectId));
    const none = sql<null>`null`;
    const found = await runBatch(db, {
      messages: db
        .select({ objectId: messages.messageId, userKey: messages.userKey, content: messages.content })
        .from(messages)
        .where(and(eq(messages.accountId, accountId), sql`${messages.messageId} in ${idsOf('message')}`)),
      requests: db
        .select({ objectId: requests.requestId, userKey: requests.userKey, content: none.as('content') })
        .from(requests)
        .where(and(eq(requests.accountId, accountId), sql`${requests.requestId} in ${idsOf('request')}`)),
      conversations: db
        .select({
          objectId: sql<string>`${conversations.conversationId}`.as('object_id'),
          userKey: conversations.userKey,
          content: none.as('content'),
        })
        .from(conversations)
        .where(
          and(eq(conversations.accountId, accountId), sql`${conversations.conversationId} in ${idsOf('conversation')}`),
        ),
      orders: db
        .select({ objectId: orders.id, userKey: orders.userKey, content: none.as('content') })
        .from(orders)
        .where(and(eq(orders.accountId, accountId), sql`${orders.id} in ${idsOf('order')}`)),
      shipments: db
        .select({ objectId: shipments.shipmentId, userKey: orders.userKey, content: none.as('content') })
        .from(shipments)
        .innerJoin(
          orders,
          and(
            eq(orders.accountId, shipments.accountId),
            eq(orders.storeId, shipments.storeId),
            eq(orders.orderId, shipments.orderId),
          ),
        )
        .where(and(eq(shipments.accountId, accountId), sql`${shipments.shipmentId} in ${idsOf('shipment')}`)),
    });
    return Object.values(found).flat();
  },
});

export type EventSubjectsRepository = ReturnType<typeof eventSubjectsRepository>;
