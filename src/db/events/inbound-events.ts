import { and, asc, eq, inArray, isNotNull, lt, ne, type SQL, sql } from 'drizzle-orm';
import { events, orders } from '../schema';
import { runBatch } from '../sql/batch';
import { type Database, fromExcluded, jsonList, type LinkedRows, selectsFromJson } from '../sql/database';
import type { AccountEvent } from './events';

/**
 * Returns the statements that store raw inbound events, one per dedupe key. An event that has not been applied gets its new
 * state. They come last in their batch, because the other statements are guarded by `isNotApplied`.
 */
export const upsertInboundEvents = (db: Database, rows: AccountEvent[], linked?: LinkedRows<typeof events>) =>
  selectsFromJson(events, rows, linked).map((values) =>
    db
      .insert(events)
      .select(values)
      .onConflictDoUpdate({
        target: [events.accountId, events.dedupeKey],
        set: {
          ...fromExcluded(events, ['state', 'about', 'body']),
          userKey: sql`coalesce(excluded.user_key, ${events.userKey})`,
        },
        setWhere: ne(events.state, 'applied'),
      }),
  );

/** The condition that an event has not been applied, for statements that come before `upsertInboundEvents`. */
export const isNotApplied = ({ accountId, dedupeKey }: Record<'accountId' | 'dedupeKey', SQL | string | null>): SQL =>
  sql`not exists (select 1 from ${events} where ${events.accountId} = ${accountId} and ${events.dedupeKey} = ${dedupeKey}
    and ${events.state} = 'applied')`;

/** The condition that an order keeps the payload longer than its event, whose body may name an earlier event's payload. */
const isKeptByOrder = sql`exists (select 1 from ${orders} where ${orders.accountId} = ${events.accountId}
  and ${orders.storeId} = ${events.about} ->> 'id_store' and ${orders.orderId} = ${events.about} ->> 'order_id'
  and ${events.body} ->> 'claim' = 'inbound/' || ${orders.rawEventId})`;

/** Returns the reference to an event's payload in the bucket; null if there is none. */
export const payloadRefColumn = sql<string | null>`${events.body} ->> 'claim'`;

export const inboundEventsRepository = (db: Database) => ({
  /** Stores events that change nothing else. */
  async upsert(rows: AccountEvent[]): Promise<void> {
    await runBatch(db, { events: upsertInboundEvents(db, rows) });
  },

  async find(accountId: string, eventId: string): Promise<AccountEvent | undefined> {
    return db
      .select()
      .from(events)
      .where(and(eq(events.accountId, accountId), eq(events.eventId, eventId)))
      .get();
  },

  /** Sets an event's state; undefined if the event does not exist. */
  async setState(
    accountId: string,
    eventId: string,
    state: NonNullable<AccountEvent['state']>,
  ): Promise<AccountEvent | undefined> {
    return db
      .update(events)
      .set({ state })
      .where(and(eq(events.accountId, accountId), eq(events.eventId, eventId)))
      .returning()
      .get();
  },

  /** Returns up to `limit` inbound events from before an instant, each with the payload that is deleted along with it. */
  async listExpired(before: number, limit: number): Promise<{ eventId: string; payloadRef: string | null }[]> {
    return db
      .select({
        eventId: events.eventId,
        payloadRef: sql<string | null>`iif(${isKeptByOrder}, null, ${payloadRefColumn})`,
      })
      .from(events)
      .where(and(isNotNull(events.state), lt(events.createdAt, before)))
      .orderBy(asc(events.createdAt))
      .limit(limit);
  },

  async delete(eventIds: string[]): Promise<void> {
    await db.delete(events).where(inArray(events.eventId, jsonList(eventIds)));
  },
});

export type InboundEventsRepository = ReturnType<typeof inboundEventsRepository>;
