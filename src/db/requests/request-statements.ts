import { and, eq, inArray, sql } from 'drizzle-orm';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { giveBackStatements } from '../conversations/conversation-statements';
import { pushes, requests } from '../schema';
import { type Database, jsonList, selectsFromJson } from '../sql/database';
import { isLive } from '../sql/is-live';
import { isAwaitingAttempt, stoppedColumns } from '../stores/stopped-pushes';
import { insertRequestEvents } from './request-events';

/** Requests that an order event cancels, with the event as their outcome. */
export type EndedRequests = { accountId: string; requestIds: string[]; outcome: string };

/** Returns the statements that insert requests, once per dedupe key; each returns the ids that it inserted. */
export const insertRequests = (db: Database, rows: (typeof requests.$inferSelect)[]) =>
  selectsFromJson(requests, rows).map((values) =>
    db.insert(requests).select(values).onConflictDoNothing().returning({ requestId: requests.requestId }),
  );

/** Returns the statement that makes the pushes pending that were blocked by a stopped push of these requests only. */
function releaseBlocked(
  db: Database,
  {
    accountId,
    requestIds,
    now,
    visibleAt,
  }: { accountId: string; requestIds: string[]; now: number; visibleAt: number },
) {
  const [stopped, next, earlier] = [alias(pushes, 'c'), alias(pushes, 'n'), alias(pushes, 'e')];
  type ObjectRef = Record<'storeId' | 'objectType' | 'objectId', SQLiteColumn>;
  const ofSameObject = (one: ObjectRef, other: ObjectRef) =>
    and(eq(one.storeId, other.storeId), eq(one.objectType, other.objectType), eq(one.objectId, other.objectId));
  const released = sql`(select ${next.pushId} from ${pushes} ${stopped} join ${pushes} ${next}
      on ${ofSameObject(next, stopped)} and ${next.sequence} > ${stopped.sequence}
    where ${stopped.requestId} in ${jsonList(requestIds)} and ${stopped.accountId} = ${accountId}
      and ${stopped.state} in ('cancelled', 'unverified') and ${next.state} = 'blocked'
      and not exists (select 1 from ${pushes} ${earlier} where ${ofSameObject(earlier, next)}
        and ${earlier.sequence} < ${next.sequence} and ${earlier.visibleAt} is not null))`;
  return db
    .update(pushes)
    .set({ state: 'pending', nextAttemptAt: now, visibleAt, updatedAt: now })
    .where(inArray(pushes.pushId, released))
    .returning({ pushId: pushes.pushId, accountId: pushes.accountId });
}

/**
 * Returns the statements that cancel live requests and stop their pushes. `released` returns the pushes that this unblocks.
 * An attempt under way ends by the merchant's response. Repeating the statements changes nothing.
 */
export function cancelRequests(
  db: Database,
  cancelled: { accountId: string; requestIds: string[]; outcome: string | null; now: number; visibleAt: number },
) {
  const { accountId, requestIds, outcome, now } = cancelled;
  const isChosen = and(eq(requests.accountId, accountId), inArray(requests.requestId, jsonList(requestIds)), isLive());
  const chosen = db.select({ requestId: requests.requestId }).from(requests).where(isChosen);
  return {
    events: insertRequestEvents(
      db,
      requestIds.map((requestId) => ({ accountId, requestId, type: 'request.cancelled', outcome })),
      now,
    ),
    stopped: db
      .update(pushes)
      .set(stoppedColumns(now))
      .where(and(inArray(pushes.requestId, chosen), isAwaitingAttempt)),
    requests: db
      .update(requests)
      .set({
        status: 'cancelled',
        outcome,
        openWait: null,
        waitingFor: null,
        nextCheckAt: null,
        updatedAt: now,
        completedAt: now,
      })
      .where(isChosen),
    givenBack: giveBackStatements(db, cancelled, { now, isAnswered: false }),
    released: releaseBlocked(db, cancelled),
  };
}
