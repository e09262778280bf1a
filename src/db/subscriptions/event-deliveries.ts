import { and, asc, desc, eq, inArray, isNotNull, lt, lte, or, sql } from 'drizzle-orm';
import { type DeliveryKey, isOneOfDeliveries, keysOf } from '../deliveries/delivery-keys';
import { type DeliveryResult, deliveryResultStatements } from '../deliveries/delivery-results';
import {
  BLOCKED_UNTIL,
  dispatchStatements,
  releaseNextDeliveries,
  replayStatements,
} from '../deliveries/dispatch-statements';
import { accounts, eventDeliveries, eventDeliveryAttempts, outboxEvents, subscriptions } from '../schema';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { type PageParams, trimPage } from '../sql/page';

export type EventDelivery = typeof eventDeliveries.$inferSelect;
export type EventDeliveryAttempt = typeof eventDeliveryAttempts.$inferSelect;

/** The condition that a subscription works. Its deliveries wait while it is paused. */
const isNotPaused = sql`exists (select 1 from ${subscriptions}
  where ${subscriptions.subscriptionId} = ${eventDeliveries.subscriptionId} and ${subscriptions.pausedAt} is null)`;

const DELIVERY_KEY = {
  accountId: eventDeliveries.accountId,
  subscriptionId: eventDeliveries.subscriptionId,
  eventId: eventDeliveries.eventId,
};

const rowidsBefore = (table: typeof eventDeliveries | typeof eventDeliveryAttempts, before: number, limit: number) => {
  const at = table === eventDeliveries ? eventDeliveries.createdAt : eventDeliveryAttempts.startedAt;
  return sql`rowid in (select rowid from (select rowid, ${at} as at from ${table} order by rowid limit ${limit})
    where at < ${before})`;
};

export const eventDeliveriesRepository = (db: Database) => ({
  /** Makes the deliveries of an account's new events; one round trip. `more`: there are events beyond the limit. */
  async dispatch(input: Parameters<typeof dispatchStatements>[1]) {
    const { deliveries, dispatched } = await runBatch(db, dispatchStatements(db, input));
    return {
      due: deliveries.filter(({ state }) => state === 'pending'),
      more: dispatched.some(({ isMore }) => isMore === 1),
    };
  },

  /** Returns up to `limit` accounts with a subscription that has not been considered for all events. */
  async listUndispatched(limit: number): Promise<string[]> {
    const rows = await db
      .selectDistinct({ accountId: subscriptions.accountId })
      .from(subscriptions)
      .where(
        sql`${subscriptions.dispatchedSeq} < (select max(${outboxEvents.seq}) from ${outboxEvents}
          where ${outboxEvents.accountId} = ${subscriptions.accountId})`,
      )
      .limit(limit);
    return rows.map(({ accountId }) => accountId);
  },

  /**
   * Sends events since an instant again. Returns how many, those that are due now, and when the first event beyond the limit
   * happened; null if there is none.
   */
  async replay(input: Parameters<typeof replayStatements>[1]) {
    const { next, deliveries } = await runBatch(db, replayStatements(db, input));
    const due = deliveries.filter(({ state }) => state === 'pending');
    return { replayed: deliveries.length, due, nextAt: next[0]?.at ?? null };
  },

  /** Sends one ended delivery again, under its event's id; undefined if there is no such delivery, or if it has not ended. */
  async resend(key: DeliveryKey, now: number, visibleAt: number): Promise<DeliveryKey[] | undefined> {
    const { requeued, released } = await runBatch(db, {
      requeued: db
        .update(eventDeliveries)
        .set({
          state: 'blocked',
          attemptsBefore: eventDeliveries.attempts,
          nextAttemptAt: now,
          visibleAt: BLOCKED_UNTIL,
          deliveredAt: null,
          updatedAt: now,
        })
        .where(and(isOneOfDeliveries([key]), sql`${eventDeliveries.visibleAt} is null`))
        .returning(DELIVERY_KEY),
      released: releaseNextDeliveries(db, keysOf([key]), now, visibleAt),
    });
    return requeued.length > 0 ? released : undefined;
  },

  /**
   * Claims those of the deliveries that are due, with a lease until `visibleAt`. Also returns their events, subscriptions and
   * time zones; one round trip.
   */
  async claimDue({ keys, now, visibleAt }: { keys: DeliveryKey[]; now: number; visibleAt: number }) {
    const isFree = or(
      inArray(eventDeliveries.state, ['pending', 'retrying']),
      and(eq(eventDeliveries.state, 'in_flight'), lte(eventDeliveries.visibleAt, now)),
    );
    const accountIds = sql`(select distinct k.value ->> 0 from ${keysOf(keys)} k)`;
    return runBatch(db, {
      deliveries: db
        .update(eventDeliveries)
        .set({ state: 'in_flight', visibleAt, updatedAt: now })
        .where(and(isOneOfDeliveries(keys), isFree, lte(eventDeliveries.nextAttemptAt, now), isNotPaused))
        .returning(),
      events: db
        .select()
        .from(outboxEvents)
        .where(
          sql`(${outboxEvents.accountId}, ${outboxEvents.seq}) in (select ${eventDeliveries.accountId}, ${eventDeliveries.seq}
            from ${eventDeliveries} where ${isOneOfDeliveries(keys)})`,
        ),
      subscriptions: db
        .select()
        .from(subscriptions)
        .where(sql`${subscriptions.subscriptionId} in (select k.value ->> 1 from ${keysOf(keys)} k)`),
      zones: db
        .select({ accountId: accounts.accountId, timeZone: accounts.timeZone })
        .from(accounts)
        .where(inArray(accounts.accountId, accountIds)),
    });
  },

  /**
   * Writes the results of claimed deliveries, and pauses subscriptions. Returns the deliveries that this releases. The result
   * of a delivery that another consumer has claimed since changes nothing.
   */
  async writeResults(results: DeliveryResult[], now: number, visibleAt: number): Promise<DeliveryKey[]> {
    if (results.length === 0) return [];
    const { released } = await runBatch(db, deliveryResultStatements(db, results, now, visibleAt));
    return released;
  },

  /** Claims up to `limit` deliveries whose lease has ended, with a new lease until `visibleAt`. */
  async claimStale({
    now,
    visibleAt,
    limit,
  }: {
    now: number;
    visibleAt: number;
    limit: number;
  }): Promise<DeliveryKey[]> {
    return db
      .update(eventDeliveries)
      .set({ visibleAt, state: sql`iif(${eventDeliveries.state} = 'in_flight', 'pending', ${eventDeliveries.state})` })
      .where(
        sql`rowid in (select rowid from ${eventDeliveries} where ${and(
          isNotNull(eventDeliveries.visibleAt),
          lte(eventDeliveries.visibleAt, now),
          isNotPaused,
        )} order by ${asc(eventDeliveries.visibleAt)} limit ${limit})`,
      )
      .returning(DELIVERY_KEY);
  },

  /** Returns a page of a subscription's deliveries, newest first, with the types of their events and their attempts. */
  async list(
    { accountId, subscriptionId, state }: { accountId: string; subscriptionId: string; state?: EventDelivery['state'] },
    { limit, after }: PageParams,
  ) {
    const matching = and(
      eq(eventDeliveries.accountId, accountId),
      eq(eventDeliveries.subscriptionId, subscriptionId),
      state === undefined ? undefined : eq(eventDeliveries.state, state),
      after ? lt(eventDeliveries.eventId, after) : undefined,
    );
    const chosen = db
      .select({ eventId: eventDeliveries.eventId })
      .from(eventDeliveries)
      .where(matching)
      .orderBy(desc(eventDeliveries.eventId))
      .limit(limit);
    const { rows, attempts } = await runBatch(db, {
      rows: db
        .select({ delivery: eventDeliveries, type: outboxEvents.type })
        .from(eventDeliveries)
        .leftJoin(
          outboxEvents,
          and(eq(outboxEvents.accountId, eventDeliveries.accountId), eq(outboxEvents.seq, eventDeliveries.seq)),
        )
        .where(matching)
        .orderBy(desc(eventDeliveries.eventId))
        .limit(limit + 1),
      attempts: db
        .select()
        .from(eventDeliveryAttempts)
        .where(
          and(
            eq(eventDeliveryAttempts.accountId, accountId),
            eq(eventDeliveryAttempts.subscriptionId, subscriptionId),
            inArray(eventDeliveryAttempts.eventId, chosen),
          ),
        )
        .orderBy(asc(eventDeliveryAttempts.number)),
    });
    return { ...trimPage(rows, limit), attempts };
  },

  /** Deletes deliveries and attempts from before an instant among the first `limit` rows of each; returns their number. */
  async purge(before: number, limit: number): Promise<number> {
    const { deliveries, attempts } = await runBatch(db, {
      deliveries: db.delete(eventDeliveries).where(rowidsBefore(eventDeliveries, before, limit)),
      attempts: db.delete(eventDeliveryAttempts).where(rowidsBefore(eventDeliveryAttempts, before, limit)),
    });
    return Math.max(deliveries.meta.changes, attempts.meta.changes);
  },
});

export type EventDeliveriesRepository = ReturnType<typeof eventDeliveriesRepository>;
