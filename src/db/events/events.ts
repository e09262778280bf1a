import { and, desc, eq, gt, isNotNull, lt, type SQL, sql } from 'drizzle-orm';
import { channelBrokenKey, storeFailingPrefix, storePausedKey } from '../../shared/crypto/dedupe-key';
import { newId } from '../../shared/crypto/ids';
import { channels, events, pushAttempts, pushes, stores } from '../schema';
import { type Database, selectValues } from '../sql/database';
import { type PageParams, trimPage } from '../sql/page';

export type AccountEvent = typeof events.$inferSelect;

type FailedPush = Pick<typeof pushes.$inferSelect, 'accountId' | 'storeId' | 'pushId' | 'attemptsBefore'>;

const insertOnce = (db: Database, event: AccountEvent, dedupeKey: SQL, guard: SQL) =>
  db
    .insert(events)
    .select(sql`select ${selectValues(events, event, { dedupeKey })} where ${guard}`)
    .onConflictDoNothing()
    .returning();

const NO_INBOUND_FIELDS = { dedupeKey: '', state: null, body: null, userKey: null, deliveryId: null };

/** What a warning about a store is about; `pushId` is null where no push has failed. */
type Warned = Pick<FailedPush, 'accountId' | 'storeId'> & { pushId: string | null };

const warningOf = (
  { accountId, storeId, pushId }: Warned,
  type: AccountEvent['type'],
  lastError: string | null,
  now: number,
): AccountEvent => ({
  eventId: newId('evt'),
  accountId,
  type,
  about: { id_store: storeId, ...(pushId === null ? {} : { push_id: pushId }), last_error: lastError },
  createdAt: now,
  ...NO_INBOUND_FIELDS,
});

/**
 * Returns the statement that inserts a warning if the store has accepted nothing since a push's first attempt. It warns once
 * until the store accepts a push again.
 */
export function insertStoreFailingWarning(db: Database, push: FailedPush, lastError: string | null, now: number) {
  const lastSuccess = sql`coalesce((select max(${pushes.deliveredAt}) from ${pushes}
    where ${pushes.storeId} = ${push.storeId} and ${isNotNull(pushes.deliveredAt)}), 0)`;
  const firstAttempt = sql`(select min(${pushAttempts.startedAt}) from ${pushAttempts}
    where ${eq(pushAttempts.pushId, push.pushId)} and ${gt(pushAttempts.number, push.attemptsBefore)})`;
  return insertOnce(
    db,
    warningOf(push, 'store.failing', lastError, now),
    sql`${storeFailingPrefix(push.storeId)} || ${lastSuccess}`,
    sql`${lastSuccess} < ${firstAttempt}`,
  );
}

/** Returns the statement that inserts a warning for a store that has just been paused; it follows the pausing update. */
export const insertStorePausedWarning = (db: Database, warned: Warned, lastError: string | null, now: number) =>
  insertOnce(
    db,
    warningOf(warned, 'store.paused', lastError, now),
    sql`${storePausedKey(warned.storeId, now)}`,
    sql`exists (select 1 from ${stores} where ${stores.storeId} = ${warned.storeId} and ${stores.pausedAt} = ${now})`,
  );

/** Returns the statement that inserts a warning for a channel that has just been marked as broken; it follows that update. */
export const insertChannelBrokenWarning = (
  db: Database,
  broken: { accountId: string; channelId: string; reason: string; now: number; eventId: string },
) => {
  const { accountId, channelId, reason, now, eventId } = broken;
  const about = { channel_id: channelId, reason };
  return insertOnce(
    db,
    { eventId, accountId, type: 'channel.broken', about, createdAt: now, ...NO_INBOUND_FIELDS },
    sql`${channelBrokenKey(channelId, now)}`,
    sql`exists (select 1 from ${channels} where ${channels.channelId} = ${channelId}
      and ${channels.accountId} = ${accountId} and ${channels.brokenAt} = ${now})`,
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
          // `is not null` lets SQLite use the partial index on states.
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
