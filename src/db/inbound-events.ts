import { and, eq, sql } from 'drizzle-orm';
import type { Database } from './database';
import { rowsOf } from './database';
import type { AccountEvent } from './events';
import { events } from './schema';

/**
 * The statements that keep inbound events raw, once per cause. One that was not applied before gets its new state; goes
 * last in its batch, as what it stands for is guarded by `isNew`.
 */
export const upsertInboundEvents = (db: Database, rows: AccountEvent[]) =>
  rowsOf(events, rows).map((values) =>
    db
      .insert(events)
      .select(values)
      .onConflictDoUpdate({
        target: [events.accountId, events.dedupeKey],
        set: {
          state: sql`excluded.state`,
          about: sql`excluded.about`,
          body: sql`excluded.body`,
          userKey: sql`coalesce(excluded.user_key, ${events.userKey})`,
        },
        setWhere: sql`${events.state} <> 'applied'`,
      }),
  );

/** Whether an event has not been applied before, as a condition of a statement that comes before `keepInbound`. */
export const isNotApplied = (event: AccountEvent) =>
  sql`not exists (select 1 from events where account_id = ${event.accountId} and cause = ${event.dedupeKey} and state = 'applied')`;

export const inboundEventsRepository = (db: Database) => ({
  /** Keeps events that need nothing else done. */
  async upsert(rows: AccountEvent[]): Promise<void> {
    const [first, ...rest] = upsertInboundEvents(db, rows);
    if (first) await db.batch([first, ...rest]);
  },

  async find(accountId: string, eventId: string): Promise<AccountEvent | undefined> {
    return db
      .select()
      .from(events)
      .where(and(eq(events.accountId, accountId), eq(events.eventId, eventId)))
      .get();
  },

  /** Sets an event's state; undefined where the event is gone. */
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

  /**
   * Up to `limit` inbound events that came before an instant, with where in the bucket they lie; an order's payload is kept
   * longer than its event.
   */
  async listExpired(before: number, limit: number): Promise<{ eventId: string; payloadRef: string | null }[]> {
    // The file is named after the delivery that brought it, which may be a later one than the row's.
    const isKeptLonger = sql`exists (select 1 from orders o where o.account_id = events.account_id
      and o.id_store = about ->> 'id_store' and o.order_id = about ->> 'order_id'
      and body ->> 'claim' = 'inbound/' || o.raw_event_id)`;
    return db
      .select({ eventId: events.eventId, payloadRef: sql<string | null>`iif(${isKeptLonger}, null, body ->> 'claim')` })
      .from(events)
      .where(sql`state is not null and created_at < ${before}`)
      .orderBy(events.createdAt)
      .limit(limit);
  },

  async delete(eventIds: string[]): Promise<void> {
    await db.delete(events).where(sql`${events.eventId} in (select value from json_each(${JSON.stringify(eventIds)}))`);
  },
});

export type InboundEventsRepository = ReturnType<typeof inboundEventsRepository>;
