import { and, asc, count, desc, eq, gte, inArray, isNotNull, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type AuditDraft, insertAuditEntry } from '../accounts/audit';
import { accounts, pushAttempts, pushes, requests, stores, type Verification } from '../schema';
import { runBatch } from '../sql/batch';
import { type Database, isOfAccountUnindexed, jsonList } from '../sql/database';
import { isAboutObject } from '../sql/is-about-object';
import { type PageParams, trimPage } from '../sql/page';
import type { PushResult } from './push-result';
import { pushResultStatements } from './push-results';

export type Push = typeof pushes.$inferSelect;
export type PushAttempt = typeof pushAttempts.$inferSelect;

export type PushFilter = {
  storeId?: string;
  state?: Push['state'][];
  objectType?: string;
  objectId?: string;
  requestId?: string;
  createdFrom?: number;
  createdTo?: number;
};

const PUSH_COLUMNS = { table: pushes, id: pushes.pushId, objectId: pushes.objectId };
const OWNER_COLUMNS = { pushId: pushes.pushId, accountId: pushes.accountId };

/** The condition that a push's store is not paused. Pushes to a deleted store end even if it was paused. */
const storeIsNotPaused = sql`not exists (select 1 from ${stores} where ${stores.storeId} = ${pushes.storeId}
  and ${stores.pausedAt} is not null and ${stores.deletedAt} is null)`;

const matching = (accountId: string, filter: PushFilter): SQL | undefined =>
  and(
    filter.requestId === undefined
      ? eq(pushes.accountId, accountId)
      : isOfAccountUnindexed(pushes.accountId, accountId),
    filter.storeId === undefined ? undefined : eq(pushes.storeId, filter.storeId),
    filter.state === undefined ? undefined : inArray(pushes.state, filter.state),
    filter.objectType === undefined ? undefined : eq(pushes.objectType, filter.objectType),
    filter.objectId === undefined ? undefined : isAboutObject(PUSH_COLUMNS, accountId, filter.objectId),
    filter.requestId === undefined ? undefined : eq(pushes.requestId, filter.requestId),
    filter.createdFrom === undefined ? undefined : gte(pushes.createdAt, filter.createdFrom),
    filter.createdTo === undefined ? undefined : lt(pushes.createdAt, filter.createdTo),
  );

export const pushesRepository = (db: Database) => ({
  /**
   * Claims those of the pushes that are due, with a lease until `visibleAt`. Also returns the stores and time zones of all
   * the pushes, and the ids of their cancelled requests; one round trip.
   */
  async claimDue({ ids, now, visibleAt }: { ids: string[]; now: number; visibleAt: number }) {
    const isNamed = inArray(pushes.pushId, jsonList(ids));
    const isFree = or(
      inArray(pushes.state, ['pending', 'retrying']),
      and(eq(pushes.state, 'in_flight'), lte(pushes.visibleAt, now)),
    );
    const { cancelled, ...claimed } = await runBatch(db, {
      pushes: db
        .update(pushes)
        .set({ state: 'in_flight', visibleAt, updatedAt: now })
        .where(and(isNamed, isFree, lte(pushes.nextAttemptAt, now), storeIsNotPaused))
        .returning(),
      stores: db
        .select()
        .from(stores)
        .where(inArray(stores.storeId, db.select({ storeId: pushes.storeId }).from(pushes).where(isNamed))),
      zones: db
        .select({ accountId: accounts.accountId, timeZone: accounts.timeZone })
        .from(accounts)
        .where(inArray(accounts.accountId, db.select({ accountId: pushes.accountId }).from(pushes).where(isNamed))),
      cancelled: db
        .select({ requestId: requests.requestId })
        .from(requests)
        .where(
          and(
            inArray(requests.requestId, db.select({ requestId: pushes.requestId }).from(pushes).where(isNamed)),
            eq(requests.status, 'cancelled'),
          ),
        ),
    });
    return { ...claimed, cancelled: cancelled.map(({ requestId }) => requestId) };
  },

  /**
   * Writes the results of a batch. When a push ends, releases the next push of its object and wakes the request that
   * waits for it. Returns the released pushes, the waits to wake and the new warnings.
   */
  async writeResults(results: PushResult[], now: number, visibleAt: number) {
    if (results.length === 0) return { released: [], waits: [], warnings: [] };
    const { released, waits, warnings } = await runBatch(db, pushResultStatements(db, results, now, visibleAt));
    return { released, waits, warnings: warnings.flat() };
  },

  /** Claims up to `limit` pushes whose lease has ended, with a new lease until `visibleAt`. */
  async claimStale({ now, visibleAt, limit }: { now: number; visibleAt: number; limit: number }) {
    const stale = db
      .select({ pushId: pushes.pushId })
      .from(pushes)
      .where(and(isNotNull(pushes.visibleAt), lte(pushes.visibleAt, now), storeIsNotPaused))
      .orderBy(asc(pushes.visibleAt))
      .limit(limit);
    return db
      .update(pushes)
      .set({ visibleAt, state: sql`iif(${pushes.state} = 'in_flight', 'pending', ${pushes.state})` })
      .where(inArray(pushes.pushId, stale))
      .returning(OWNER_COLUMNS);
  },

  /** Returns the accounts of these pushes. */
  async findOwners(pushIds: string[]): Promise<{ pushId: string; accountId: string }[]> {
    return db
      .select(OWNER_COLUMNS)
      .from(pushes)
      .where(inArray(pushes.pushId, jsonList(pushIds)));
  },

  async list(accountId: string, filter: PushFilter, { limit, after }: PageParams) {
    const rows = await db
      .select()
      .from(pushes)
      .where(and(matching(accountId, filter), after ? lt(pushes.pushId, after) : undefined))
      .orderBy(desc(pushes.pushId))
      .limit(limit + 1);
    return trimPage(rows, limit);
  },

  /** Returns the number of dead pushes within the filter. */
  async countDead(accountId: string, filter: PushFilter): Promise<number> {
    const row = await db
      .select({ total: count() })
      .from(pushes)
      .where(matching(accountId, { ...filter, state: ['dead'] }))
      .get();
    return row?.total ?? 0;
  },

  /**
   * Requeues up to `limit` ended pushes, oldest first, and restarts their schedule. Their ids and sequence numbers stay.
   * Pushes of a deleted store are skipped.
   */
  async requeueEnded({
    accountId,
    filter,
    now,
    visibleAt,
    verification,
    limit,
    audit,
  }: {
    accountId: string;
    filter: PushFilter & { state: ('dead' | 'unverified')[]; pushId?: string };
    now: number;
    visibleAt: number;
    /** The new state of the verification, for pushes that have one. */
    verification: Verification;
    limit: number;
    audit: AuditDraft;
  }): Promise<Push[]> {
    const deleted = alias(stores, 's');
    const ended = db
      .select({ pushId: pushes.pushId })
      .from(pushes)
      .where(
        and(
          matching(accountId, filter),
          filter.pushId === undefined ? undefined : eq(pushes.pushId, filter.pushId),
          sql`not exists (select 1 from ${stores} ${deleted} where ${deleted.storeId} = ${pushes.storeId}
            and ${deleted.deletedAt} is not null)`,
        ),
      )
      .orderBy(asc(pushes.pushId))
      .limit(limit);
    const { requeued } = await runBatch(db, {
      audit: insertAuditEntry(db, audit, { where: sql`exists ${ended}` }),
      requeued: db
        .update(pushes)
        .set({
          state: 'pending',
          attemptsBefore: sql`${pushes.attempts}`,
          nextAttemptAt: now,
          visibleAt,
          deliveredAt: null,
          verification: sql`iif(${pushes.verification} is null, null, ${JSON.stringify(verification)})`,
          updatedAt: now,
        })
        .where(and(eq(pushes.accountId, accountId), inArray(pushes.pushId, ended)))
        .returning(),
    });
    return requeued;
  },

  async find(accountId: string, pushId: string): Promise<{ push: Push; attempts: PushAttempt[] } | undefined> {
    const { found, attempts } = await runBatch(db, {
      found: db
        .select()
        .from(pushes)
        .where(and(eq(pushes.accountId, accountId), eq(pushes.pushId, pushId))),
      attempts: db
        .select()
        .from(pushAttempts)
        .where(and(eq(pushAttempts.accountId, accountId), inArray(pushAttempts.pushId, [pushId])))
        .orderBy(asc(pushAttempts.number)),
    });
    return found[0] ? { push: found[0], attempts } : undefined;
  },
});

export type PushesRepository = ReturnType<typeof pushesRepository>;
