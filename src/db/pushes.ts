import { and, count, desc, eq, gte, inArray, isNull, lt, ne, or, type SQL, sql } from 'drizzle-orm';
import { insertCharges, type NewCharge } from './charges';
import { type Database, ofAccountWithoutIndex, rowsOf } from './database';
import { type AccountEvent, insertStoreFailingWarning, insertStorePausedWarning } from './events';
import { isAboutObject } from './is-about-object';
import { type PageParams, trimPage } from './page';
import { accounts, pushAttempts, pushes, requests, stores, type Verification } from './schema';
import { isAcceptedByMerchant, isStopped, stoppedState } from './stopped-pushes';

export type Push = typeof pushes.$inferSelect;
export type PushAttempt = typeof pushAttempts.$inferSelect;

/** How a push stands after a consumer has dealt with it. */
export type PushResult = {
  push: Push;
  state: 'delivered' | 'unverified' | 'retrying' | 'dead' | 'pending';
  nextAttemptAt: number | null;
  visibleAt: number | null;
  lastError: string | null;
  attempt: PushAttempt | null;
  charge: NewCharge | null;
  verification: Verification | null;
  /** The merchant said 410: nothing more is sent to the store until someone resumes it. */
  pausesStore: boolean;
  /** Half of the schedule is used up: the account is warned if the store took nothing in between. */
  mayWarn: boolean;
};

/** A paused store gets nothing until someone resumes it; its pushes wait without being looked after. Those of a deleted one end. */
const storeIsNotPaused = sql`not exists (select 1 from stores s where s.id_store = ${pushes.storeId} and s.paused_at is not null
  and s.deleted_at is null)`;

const idsIn = (ids: string[]) => sql`(select value from json_each(${JSON.stringify(ids)}))`;

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

const matching = (accountId: string, filter: PushFilter): SQL | undefined =>
  and(
    filter.requestId === undefined
      ? eq(pushes.accountId, accountId)
      : ofAccountWithoutIndex(pushes.accountId, accountId),
    filter.storeId === undefined ? undefined : eq(pushes.storeId, filter.storeId),
    filter.state === undefined ? undefined : inArray(pushes.state, filter.state),
    filter.objectType === undefined ? undefined : eq(pushes.objectType, filter.objectType),
    filter.objectId === undefined ? undefined : isAboutObject(PUSH_COLUMNS, accountId, filter.objectId),
    filter.requestId === undefined ? undefined : eq(pushes.requestId, filter.requestId),
    filter.createdFrom === undefined ? undefined : gte(pushes.createdAt, filter.createdFrom),
    filter.createdTo === undefined ? undefined : lt(pushes.createdAt, filter.createdTo),
  );

/** How pushes stand now, as the rows of one statement. */
const toJsonRows = (results: PushResult[], now: number): string =>
  JSON.stringify(
    results.map(({ push, state, nextAttemptAt, visibleAt, lastError, attempt, verification }) => [
      push.pushId,
      state,
      nextAttemptAt,
      visibleAt,
      lastError,
      attempt ? attempt.number : push.attempts,
      state === 'delivered' || state === 'unverified' ? now : null,
      verification === null ? null : JSON.stringify(verification),
    ]),
  );

export const pushesRepository = (db: Database) => ({
  /**
   * Takes the pushes that are due out of those a batch of wake-ups names, so that no other consumer sends them before
   * `heldUntil`, and reads their stores and time zones, and which of their requests were cancelled: one round trip.
   */
  async claimDue({ ids, now, visibleAt }: { ids: string[]; now: number; visibleAt: number }) {
    const [taken, storeRows, zones, cancelled] = await db.batch([
      db
        .update(pushes)
        .set({ state: 'in_flight', visibleAt, updatedAt: now })
        .where(
          and(
            sql`${pushes.pushId} in ${idsIn(ids)}`,
            sql`(${pushes.state} in ('pending', 'retrying') or (${pushes.state} = 'in_flight' and ${pushes.visibleAt} <= ${now}))`,
            sql`${pushes.nextAttemptAt} <= ${now}`,
            storeIsNotPaused,
          ),
        )
        .returning(),
      db
        .select()
        .from(stores)
        .where(sql`${stores.storeId} in (select id_store from pushes where push_id in ${idsIn(ids)})`),
      db
        .select({ accountId: accounts.accountId, timeZone: accounts.timeZone })
        .from(accounts)
        .where(sql`${accounts.accountId} in (select account_id from pushes where push_id in ${idsIn(ids)})`),
      db
        .select({ requestId: requests.requestId })
        .from(requests)
        .where(
          and(
            sql`${requests.requestId} in (select request_id from pushes where push_id in ${idsIn(ids)})`,
            eq(requests.status, 'cancelled'),
          ),
        ),
    ]);
    return { pushes: taken, stores: storeRows, zones, cancelled: cancelled.map(({ requestId }) => requestId) };
  },

  /**
   * Writes the results of a batch. A push whose request was cancelled or whose store was deleted meanwhile is not tried
   * again. The end of a push releases the next one of its object and makes the sweeper look after the request that waits
   * for it, all in the same batch. Returns what can go on: released pushes and open waits.
   */
  async writeResults(results: PushResult[], now: number, visibleAt: number) {
    if (results.length === 0) return { released: [], waits: [], warnings: [] };
    const attempts = results.flatMap(({ attempt }) => (attempt ? [attempt] : []));
    const charged = results.flatMap(({ charge }) => (charge ? [charge] : []));
    const pausing = results.filter(({ pausesStore }) => pausesStore);
    const verification = sql`(k.value ->> 7)`;
    const stops = sql`(k.value ->> 1 in ('pending', 'retrying') and ${isStopped})`;
    const stand = db
      .update(pushes)
      .set({
        state: sql`iif(${stops}, ${stoppedState(verification)}, k.value ->> 1)`,
        nextAttemptAt: sql`iif(${stops}, null, k.value ->> 2)`,
        visibleAt: sql`iif(${stops}, null, k.value ->> 3)`,
        lastError: sql`k.value ->> 4`,
        attempts: sql`k.value ->> 5`,
        deliveredAt: sql`iif(${stops} and ${isAcceptedByMerchant(verification)}, ${now}, k.value ->> 6)`,
        verification: sql`k.value ->> 7`,
        updatedAt: now,
      })
      .from(sql`json_each(${toJsonRows(results, now)}) k`)
      // One that was stopped stays so, unless the merchant has taken it after all.
      .where(
        and(
          sql`${pushes.pushId} = k.value ->> 0`,
          or(ne(pushes.state, 'cancelled'), sql`k.value ->> 1 in ('delivered', 'unverified')`),
        ),
      );
    const statements = [
      ...rowsOf(pushAttempts, attempts).map((values) => db.insert(pushAttempts).select(values).onConflictDoNothing()),
      ...insertCharges(db, charged),
      ...pausing.map(({ push, lastError }) =>
        db
          .update(stores)
          .set({ pausedAt: now, pausedReason: lastError })
          .where(and(eq(stores.storeId, push.storeId), isNull(stores.pausedAt))),
      ),
    ];
    // After all the results, since they look at what those have changed.
    const warnings = results.flatMap(({ push, lastError, pausesStore, mayWarn }) => [
      ...(mayWarn ? [insertStoreFailingWarning(db, push, lastError, now)] : []),
      ...(pausesStore ? [insertStorePausedWarning(db, push, lastError, now)] : []),
    ]);
    const ids = idsIn(results.map(({ push }) => push.pushId));
    const ended = sql`(select push_id from pushes where push_id in ${ids} and held_until is null)`;
    const [, waits, released, ...written] = await db.batch([
      stand,
      db
        .update(requests)
        .set({ nextCheckAt: now })
        .where(
          sql`${requests.requestId} in (select request_id from pushes where push_id in ${ended})
            and ${requests.nextCheckAt} is not null and ${requests.openWait} in
              (select step || '-' || visit from pushes where push_id in ${ended} and request_id = ${requests.requestId})`,
        )
        .returning({ requestId: requests.requestId, openWait: requests.openWait }),
      db
        .update(pushes)
        .set({ state: 'pending', nextAttemptAt: now, visibleAt, updatedAt: now })
        .where(
          sql`${pushes.state} = 'blocked' and ${pushes.pushId} in (
            select (select n.push_id from pushes n where n.id_store = e.id_store and n.object_type = e.object_type
                and n.object_id = e.object_id and n.sequence > e.sequence and n.held_until is not null
                order by n.sequence limit 1)
            from pushes e where e.push_id in ${ended})`,
        )
        .returning({ pushId: pushes.pushId, accountId: pushes.accountId }),
      ...statements,
      ...warnings,
    ]);
    return {
      released,
      waits,
      warnings: (written.slice(written.length - warnings.length) as AccountEvent[][]).flat(),
    };
  },

  /** Takes up to `limit` pushes that nobody looks after any more, and holds them until `heldUntil`. */
  async claimStale({ now, visibleAt, limit }: { now: number; visibleAt: number; limit: number }) {
    return db
      .update(pushes)
      .set({ visibleAt, state: sql`iif(${pushes.state} = 'in_flight', 'pending', ${pushes.state})` })
      .where(
        sql`${pushes.pushId} in (select push_id from pushes where held_until is not null and held_until <= ${now}
            and not exists (select 1 from stores s where s.id_store = pushes.id_store and s.paused_at is not null
              and s.deleted_at is null)
          order by held_until limit ${limit})`,
      )
      .returning({ pushId: pushes.pushId, accountId: pushes.accountId });
  },

  /** Whose these pushes are. */
  async findOwners(pushIds: string[]): Promise<{ pushId: string; accountId: string }[]> {
    return db
      .select({ pushId: pushes.pushId, accountId: pushes.accountId })
      .from(pushes)
      .where(sql`${pushes.pushId} in ${idsIn(pushIds)}`);
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

  /** How many dead pushes a recovery would take. */
  async countDead(accountId: string, filter: PushFilter): Promise<number> {
    const row = await db
      .select({ total: count() })
      .from(pushes)
      .where(matching(accountId, { ...filter, state: ['dead'] }))
      .get();
    return row?.total ?? 0;
  },

  /**
   * Brings up to `limit` pushes back that have ended so, oldest first, with the schedule begun anew; they keep their ids and
   * numbers. Those of a deleted store stay as they are.
   */
  async requeueEnded({
    accountId,
    filter,
    now,
    visibleAt,
    verification,
    limit,
  }: {
    accountId: string;
    filter: PushFilter & { state: ('dead' | 'unverified')[]; pushId?: string };
    now: number;
    visibleAt: number;
    /** How the verification of those that are verified begins anew. */
    verification: Verification;
    limit: number;
  }): Promise<Push[]> {
    const ended = db
      .select({ pushId: pushes.pushId })
      .from(pushes)
      .where(
        and(
          matching(accountId, filter),
          filter.pushId === undefined ? undefined : eq(pushes.pushId, filter.pushId),
          sql`not exists (select 1 from stores s where s.id_store = ${pushes.storeId} and s.deleted_at is not null)`,
        ),
      )
      .orderBy(pushes.pushId)
      .limit(limit);
    return db
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
      .returning();
  },

  async find(accountId: string, pushId: string): Promise<{ push: Push; attempts: PushAttempt[] } | undefined> {
    const [rows, attempts] = await db.batch([
      db
        .select()
        .from(pushes)
        .where(and(eq(pushes.accountId, accountId), eq(pushes.pushId, pushId))),
      db
        .select()
        .from(pushAttempts)
        .where(and(eq(pushAttempts.accountId, accountId), inArray(pushAttempts.pushId, [pushId])))
        .orderBy(pushAttempts.number),
    ]);
    return rows[0] ? { push: rows[0], attempts } : undefined;
  },
});

export type PushesRepository = ReturnType<typeof pushesRepository>;
