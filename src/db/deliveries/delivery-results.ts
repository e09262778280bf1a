import { and, eq, sql } from 'drizzle-orm';
import { insertOutboxEvents, type OutboxDraft } from '../events/outbox';
import { eventDeliveries, eventDeliveryAttempts, subscriptions } from '../schema';
import { type Database, selectsFromJson } from '../sql/database';
import { type DeliveryKey, keysOf } from './delivery-keys';
import { releaseNextDeliveries } from './dispatch-statements';

/** The result of a consumer's work on a delivery. */
export type DeliveryResult = {
  delivery: typeof eventDeliveries.$inferSelect;
  state: 'delivered' | 'retrying' | 'dead' | 'pending';
  nextAttemptAt: number | null;
  visibleAt: number | null;
  lastError: string | null;
  attempt: typeof eventDeliveryAttempts.$inferSelect | null;
  /** The endpoint responded with 410: the subscription is paused until it is resumed. */
  pauses: boolean;
  /** The events for the account's other subscriptions. */
  events: OutboxDraft[];
};

/** Returns the statements that write the results of claimed deliveries, pause subscriptions and release what comes next. */
export function deliveryResultStatements(db: Database, results: DeliveryResult[], now: number, visibleAt: number) {
  const rows = results.map(({ delivery, ...result }) => [
    delivery.accountId,
    delivery.subscriptionId,
    delivery.eventId,
    result.state,
    result.nextAttemptAt,
    result.visibleAt,
    result.lastError,
    result.attempt ? result.attempt.number : delivery.attempts,
    result.state === 'delivered' ? now : null,
  ]);
  const attempts = results.flatMap(({ attempt }) => (attempt ? [attempt] : []));
  const isPaused = (subscriptionId: string) => sql`exists (select 1 from ${subscriptions}
    where ${subscriptions.subscriptionId} = ${subscriptionId} and ${subscriptions.pausedAt} is not null)`;
  const firstAttempt = (key: DeliveryKey) => sql`(select min(${eventDeliveryAttempts.startedAt})
    from ${eventDeliveryAttempts} where ${and(
      eq(eventDeliveryAttempts.accountId, key.accountId),
      eq(eventDeliveryAttempts.subscriptionId, key.subscriptionId),
      eq(eventDeliveryAttempts.eventId, key.eventId),
    )})`;
  const paused = new Set<string>();
  // Each pause is one event, even if several deliveries have met the 410.
  const eventsOf = ({ events, delivery: { subscriptionId } }: DeliveryResult) =>
    events.filter(({ type }) => {
      if (type !== 'push.endpoint_disabled') return true;
      const isFirst = !paused.has(subscriptionId);
      paused.add(subscriptionId);
      return isFirst;
    });
  const isClaimed = (key: DeliveryKey) =>
    sql`exists (select 1 from ${eventDeliveries} where ${eventDeliveries.accountId} = ${key.accountId}
      and ${eventDeliveries.subscriptionId} = ${key.subscriptionId} and ${eventDeliveries.eventId} = ${key.eventId}
      and ${eventDeliveries.state} = 'in_flight')`;
  return {
    events: results.map((result) => {
      const { delivery } = result;
      return insertOutboxEvents(db, eventsOf(result), now, {
        facts: ({ type, facts }) => sql`iif(${type} = 'push.dead', json_set(${facts}, '$.first_attempt_at',
          coalesce(${firstAttempt(delivery)}, ${facts} ->> 'first_attempt_at')), ${facts})`,
        where: ({ type }) => sql`${isClaimed(delivery)}
          and not (${type} = 'push.endpoint_disabled' and ${isPaused(delivery.subscriptionId)})`,
      });
    }),
    attempts: selectsFromJson(eventDeliveryAttempts, attempts).map((values) =>
      db.insert(eventDeliveryAttempts).select(values).onConflictDoNothing(),
    ),
    deliveries: db
      .update(eventDeliveries)
      .set({
        state: sql`k.value ->> 3`,
        nextAttemptAt: sql`k.value ->> 4`,
        visibleAt: sql`k.value ->> 5`,
        lastError: sql`k.value ->> 6`,
        attempts: sql`k.value ->> 7`,
        deliveredAt: sql`k.value ->> 8`,
        updatedAt: now,
      })
      .from(sql`json_each(${JSON.stringify(rows)}) k`)
      .where(
        and(
          eq(eventDeliveries.accountId, sql`k.value ->> 0`),
          eq(eventDeliveries.subscriptionId, sql`k.value ->> 1`),
          eq(eventDeliveries.eventId, sql`k.value ->> 2`),
          eq(eventDeliveries.state, 'in_flight'),
        ),
      ),
    paused: results
      .filter(({ pauses }) => pauses)
      .map(({ delivery: { subscriptionId }, lastError }) =>
        db
          .update(subscriptions)
          .set({ pausedAt: now, pausedReason: lastError, updatedAt: now })
          .where(and(eq(subscriptions.subscriptionId, subscriptionId), sql`${subscriptions.pausedAt} is null`)),
      ),
    released: releaseNextDeliveries(db, keysOf(results.map(({ delivery }) => delivery)), now, visibleAt),
  };
}
