import { and, eq, inArray, isNull, ne, not, notInArray, or, type SQL, sql } from 'drizzle-orm';
import { newAuditDraft } from '../../shared/access/audit-entry';
import { textOrNull } from '../../shared/json/read-json';
import { insertAuditEntry, storePausedEntry } from '../accounts/audit';
import { insertCharges } from '../charges/charges';
import { insertStoreFailingWarning, insertStorePausedWarning } from '../events/events';
import { OPEN_WAIT_COLUMNS, waitKeyOf } from '../runs/open-wait';
import { releaseNextPushes } from '../runs/push-turn';
import { pushAttempts, pushes, requests, stores } from '../schema';
import type { Statement } from '../sql/batch';
import { type Database, jsonList, selectsFromJson } from '../sql/database';
import { isLive } from '../sql/is-live';
import { isAcceptedByMerchant, isStopped, stoppedState } from '../stores/stopped-pushes';
import { insertPushEvents } from './push-events';
import type { PushResult } from './push-result';

const toJsonRows = (results: PushResult[], now: number): string =>
  JSON.stringify(
    results.map(({ push, state, nextAttemptAt, visibleAt, lastError, attempt, verification, held }) => [
      push.pushId,
      state,
      nextAttemptAt,
      visibleAt,
      lastError,
      attempt ? attempt.number : push.attempts,
      state === 'delivered' || state === 'unverified' ? now : null,
      verification === null ? null : JSON.stringify(verification),
      held,
    ]),
  );

/**
 * Returns the statement that writes the results. A push whose request is cancelled or store deleted is stopped, not retried. A
 * stopped push stays stopped unless the merchant accepted it.
 */
function updatePushes(db: Database, results: PushResult[], now: number) {
  const verification = sql`(k.value ->> 7)`;
  const stops = sql`(k.value ->> 1 in ('pending', 'retrying') and ${isStopped})`;
  return db
    .update(pushes)
    .set({
      state: sql`iif(${stops}, ${stoppedState(verification)}, k.value ->> 1)`,
      nextAttemptAt: sql`iif(${stops}, null, k.value ->> 2)`,
      visibleAt: sql`iif(${stops}, null, k.value ->> 3)`,
      lastError: sql`k.value ->> 4`,
      attempts: sql`k.value ->> 5`,
      deliveredAt: sql`iif(${stops} and ${isAcceptedByMerchant(verification)}, ${now}, k.value ->> 6)`,
      verification: sql`k.value ->> 7`,
      held: sql`k.value ->> 8`,
      updatedAt: now,
    })
    .from(sql`json_each(${toJsonRows(results, now)}) k`)
    .where(
      and(
        eq(pushes.pushId, sql`k.value ->> 0`),
        or(ne(pushes.state, 'cancelled'), sql`k.value ->> 1 in ('delivered', 'unverified')`),
      ),
    );
}

/** Returns the statement that sets the next check of the requests that wait for these pushes to now. */
function wakeRequests(db: Database, endedIds: SQL, now: number) {
  const waitKeys = sql`(select ${waitKeyOf(pushes)} from ${pushes} where ${pushes.pushId} in ${endedIds}
    and ${pushes.requestId} = ${requests.requestId})`;
  return db
    .update(requests)
    .set({ nextCheckAt: now })
    .where(
      and(
        sql`${requests.requestId} in (select ${pushes.requestId} from ${pushes} where ${pushes.pushId} in ${endedIds})`,
        isLive(),
        inArray(requests.openWait, waitKeys),
      ),
    )
    .returning(OPEN_WAIT_COLUMNS);
}

const isUnpaused = (storeId: string): SQL | undefined => and(eq(stores.storeId, storeId), isNull(stores.pausedAt));

/** What a merchant sees on an order that an update has changed, by the variable of the update. */
const ORDER_ACTIONS = { cancel: 'order.cancelled', hold: 'order.held', release_hold: 'order.released' } as const;

/** The entries of what an update does to an order, or to a parcel on hold. */
function actionsOf({ objectType, variables }: PushResult['push']) {
  if (objectType === 'shipment') {
    const instruction = textOrNull(variables.action);
    return instruction === null ? [] : [{ action: 'shipment.released', metadata: { instruction } } as const];
  }
  if (objectType !== 'order') return [];
  return Object.entries(ORDER_ACTIONS).flatMap(([variable, action]) =>
    variables[variable] ? [{ action, metadata: {} }] : [],
  );
}

/**
 * Returns the statements that log what flows have done to orders and parcels, once the store or the platform has accepted it. They
 * stand before the statement that writes the results, so that an update that is verified, or whose delivery is reported twice, is
 * logged once.
 */
function logAcceptedChanges(db: Database, results: PushResult[], now: number): Statement[] {
  // What was accepted is charged.
  const accepted = results.filter(({ charge }) => charge !== null);
  return accepted.flatMap(({ push }) => {
    const { pushId, accountId, requestId, objectType, objectId, flow } = push;
    const isNew = and(
      eq(pushes.pushId, pushId),
      notInArray(pushes.state, ['delivered', 'unverified']),
      not(isAcceptedByMerchant(pushes.verification)),
    );
    const targets = [
      { type: objectType, id: objectId },
      { type: 'request', id: requestId },
    ];
    return actionsOf(push).map((of) =>
      insertAuditEntry(
        db,
        newAuditDraft({ accountId, actor: { type: 'flow', id: flow, name: flow }, targets, ...of }, now),
        { where: sql`exists (select 1 from ${pushes} where ${isNew})` },
      ),
    );
  });
}

/** Returns the statements that write the results of a batch, release the next pushes and wake the waiting requests. */
export function pushResultStatements(db: Database, results: PushResult[], now: number, visibleAt: number) {
  const ids = jsonList(results.map(({ push }) => push.pushId));
  const endedIds = sql`(select ${pushes.pushId} from ${pushes} where ${pushes.pushId} in ${ids}
    and ${pushes.visibleAt} is null)`;
  const attempts = results.flatMap(({ attempt }) => (attempt ? [attempt] : []));
  return {
    events: insertPushEvents(db, results, now),
    audit: logAcceptedChanges(db, results, now),
    pushes: updatePushes(db, results, now),
    waits: wakeRequests(db, endedIds, now),
    released: releaseNextPushes(db, endedIds, now, visibleAt),
    attempts: selectsFromJson(pushAttempts, attempts).map((values) =>
      db.insert(pushAttempts).select(values).onConflictDoNothing(),
    ),
    charges: insertCharges(
      db,
      results.flatMap(({ charge }) => (charge ? [charge] : [])),
    ),
    paused: results
      .filter(({ pausesStore }) => pausesStore)
      .flatMap(({ push: { accountId, storeId }, lastError }) => [
        insertAuditEntry(db, storePausedEntry(accountId, storeId, lastError, now), {
          where: sql`exists (select 1 from ${stores} where ${isUnpaused(storeId)})`,
        }),
        db.update(stores).set({ pausedAt: now, pausedReason: lastError }).where(isUnpaused(storeId)),
      ]),
    // Last, because their conditions read what the statements above write.
    warnings: results.flatMap(({ push, lastError, pausesStore, mayWarn }) => [
      ...(mayWarn ? [insertStoreFailingWarning(db, push, lastError, now)] : []),
      ...(pausesStore ? [insertStorePausedWarning(db, push, lastError, now)] : []),
    ]),
  };
}
