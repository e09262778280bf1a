import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { pushes, stores } from '../schema';
import { type Database, selectValues } from '../sql/database';
import { type RunKey, requestIsLive, userKeyOfRequest } from './run-statements';

/*
 * The pushes of an object are sent one at a time, in the order of their sequence numbers: an unfinished push blocks those after
 * it, and the end of a push releases the next one.
 */

type NewPush = Omit<typeof pushes.$inferSelect, 'sequence' | 'state'>;

/** The sweep skips blocked pushes: each is released when the previous push of its object ends. */
const BLOCKED_UNTIL = Date.UTC(9999, 0);

/**
 * Returns the statement that inserts a push with the next sequence number of its object. An unfinished push of the same
 * object blocks it; a push to a deleted store is cancelled at once.
 */
export function insertPush(db: Database, run: RunKey, push: NewPush) {
  const { storeId, objectType, objectId } = pushes;
  const isOfObject = and(eq(storeId, push.storeId), eq(objectType, push.objectType), eq(objectId, push.objectId));
  const isUnfinished = sql`exists (select 1 from ${pushes} where ${isOfObject} and ${pushes.visibleAt} is not null)`;
  const isStore = eq(stores.storeId, push.storeId);
  const isDeleted = sql`exists (select 1 from ${stores} where ${isStore} and ${stores.deletedAt} is not null)`;
  const row = selectValues(pushes, push, {
    userKey: userKeyOfRequest(run),
    sequence: sql`coalesce((select max(${pushes.sequence}) from ${pushes} where ${isOfObject}),
      (select ${stores.purgedSequence} from ${stores} where ${isStore}), 0) + 1`,
    state: sql`case when ${isDeleted} then 'cancelled' when ${isUnfinished} then 'blocked' else 'pending' end`,
    visibleAt: sql`case when ${isDeleted} then null when ${isUnfinished} then ${BLOCKED_UNTIL} else ${push.visibleAt} end`,
    nextAttemptAt: sql`iif(${isDeleted}, null, ${push.nextAttemptAt})`,
  });
  return db
    .insert(pushes)
    .select(sql`select ${row} where ${requestIsLive(run)}`)
    .onConflictDoNothing();
}

/** Returns the statement that releases the next unfinished push of each object whose push has ended. */
export function releaseNextPushes(db: Database, endedIds: SQL, now: number, visibleAt: number) {
  const [ended, next] = [alias(pushes, 'e'), alias(pushes, 'n')];
  const nextIds = sql`(select (select ${next.pushId} from ${pushes} ${next} where ${next.storeId} = ${ended.storeId}
      and ${next.objectType} = ${ended.objectType} and ${next.objectId} = ${ended.objectId}
      and ${next.sequence} > ${ended.sequence} and ${next.visibleAt} is not null order by ${next.sequence} limit 1)
    from ${pushes} ${ended} where ${ended.pushId} in ${endedIds})`;
  return db
    .update(pushes)
    .set({ state: 'pending', nextAttemptAt: now, visibleAt, updatedAt: now })
    .where(and(eq(pushes.state, 'blocked'), inArray(pushes.pushId, nextIds)))
    .returning({ pushId: pushes.pushId, accountId: pushes.accountId });
}
