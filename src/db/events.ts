import { and, desc, eq, isNotNull, lt, type SQL, sql } from 'drizzle-orm';
import { newId } from '../shared/ids';
import { type Database, rowOf } from './database';
import { type PageParams, trimPage } from './page';
import type { Push } from './pushes';
import { events } from './schema';

export type AccountEvent = typeof events.$inferSelect;

const insertOnce = (db: Database, event: AccountEvent, dedupeKey: SQL, guard: SQL) =>
  db
    .insert(events)
    .select(sql`select ${rowOf(events, event, { dedupeKey })} where ${guard}`)
    .onConflictDoNothing()
    .returning();

const NO_INBOUND_FIELDS = { state: null, body: null, userKey: null, deliveryId: null };

const warningOf = (push: Push, type: AccountEvent['type'], lastError: string | null, now: number): AccountEvent => ({
  eventId: newId('evt'),
  accountId: push.accountId,
  type,
  about: { id_store: push.storeId, push_id: push.pushId, last_error: lastError },
  dedupeKey: '',
  createdAt: now,
  ...NO_INBOUND_FIELDS,
});

/** The statement that warns, once a row of failures, that a store has taken nothing since a push's first attempt. */
export function insertStoreFailingWarning(db: Database, push: Push, lastError: string | null, now: number) {
  const lastSuccess = sql`coalesce((select max(delivered_at) from pushes where id_store = ${push.storeId} and delivered_at is not null), 0)`;
  const firstAttempt = sql`(select min(started_at) from push_attempts where push_id = ${push.pushId} and number > ${push.attemptsBefore})`;
  return insertOnce(
    db,
    warningOf(push, 'store.failing', lastError, now),
    sql`${`store.failing:${push.storeId}:`} || ${lastSuccess}`,
    sql`${lastSuccess} < ${firstAttempt}`,
  );
}

/** The statement that warns once that a store has just been paused; goes after the update that pauses it. */
export const insertStorePausedWarning = (db: Database, push: Push, lastError: string | null, now: number) =>
  insertOnce(
    db,
    warningOf(push, 'store.paused', lastError, now),
    sql`${`store.paused:${push.storeId}:${now}`}`,
    sql`exists (select 1 from stores where id_store = ${push.storeId} and paused_at = ${now})`,
  );

/** The statement that warns once that a channel has just been marked as broken; goes after the update that marks it. */
export const insertChannelBrokenWarning = (
  db: Database,
  broken: { accountId: string; channelId: string; reason: string; now: number; eventId: string },
) => {
  const { accountId, channelId, reason, now, eventId } = broken;
  const event: AccountEvent = {
    eventId,
    accountId,
    type: 'channel.broken',
    about: { channel_id: channelId, reason },
    dedupeKey: '',
    createdAt: now,
    ...NO_INBOUND_FIELDS,
  };
  return insertOnce(
    db,
    event,
    sql`${`channel.broken:${channelId}:${now}`}`,
    sql`exists (select 1 from channels where channel_id = ${channelId} and account_id = ${accountId} and broken_at = ${now})`,
  );
};

export const eventsRepository = (db: Database) => ({
  async list(
    accountId: string,
    { type, state }: { type?: AccountEvent['type']; state?: NonNullable<AccountEvent['state']> },
    { limit, after }: PageParams,
  ) {
    const rows = await db
      .select()
      .from(events)
      .where(
        and(
          eq(events.accountId, accountId),
          type === undefined ? undefined : eq(events.type, type),
          // Not only equal: the index on states holds no event without one.
          state === undefined ? undefined : and(isNotNull(events.state), eq(events.state, state)),
          after ? lt(events.eventId, after) : undefined,
        ),
      )
      .orderBy(desc(events.eventId))
      .limit(limit + 1);
    return trimPage(rows, limit);
  },
});

export type EventsRepository = ReturnType<typeof eventsRepository>;
