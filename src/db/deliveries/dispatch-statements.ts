import { and, asc, eq, gte, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { POSITIONS_PER_MS, wantsType } from '../events/outbox';
import { eventDeliveries, outboxEvents, subscriptions } from '../schema';
import { type Database, selectValues } from '../sql/database';

/*
 * The deliveries of an object to a subscription are sent one at a time, in the order of the events: an unfinished one blocks
 * those after it, and its end releases the next one.
 */

const [s, o, d, n] = [
  alias(subscriptions, 's'),
  alias(outboxEvents, 'o'),
  alias(eventDeliveries, 'd'),
  alias(eventDeliveries, 'n'),
];

/** The sweep skips blocked deliveries. */
export const BLOCKED_UNTIL = Date.UTC(9999, 0);

const DELIVERY_KEY = {
  accountId: eventDeliveries.accountId,
  subscriptionId: eventDeliveries.subscriptionId,
  eventId: eventDeliveries.eventId,
};

/** The condition that a subscription gets an event: not the reports about its own failures, which would never end. */
const isFor = sql`${wantsType(sql`${s.types}`, sql`${o.type}`)}
  and ${o.facts} ->> 'subscription_id' is not ${s.subscriptionId}`;

/** The last of the next `limit` events that a subscription has not been considered for. */
const upTo = (owner: typeof s | typeof subscriptions, limit: number): SQL =>
  sql`coalesce((select max(seq) from (select ${o.seq} as seq from ${outboxEvents} o where ${o.accountId} = ${owner.accountId}
    and ${o.seq} > ${owner.dispatchedSeq} order by ${asc(o.seq)} limit ${limit})), ${owner.dispatchedSeq})`;

/** Returns a select of new deliveries of the events `o` to the subscriptions `s` of `from`. */
function newDeliveries(from: SQL, now: number, visibleAt: number): SQL {
  const isUnfinished = sql`exists (select 1 from ${eventDeliveries} d where ${and(
    eq(d.accountId, s.accountId),
    eq(d.objectId, o.objectId),
    eq(d.subscriptionId, s.subscriptionId),
    isNotNull(d.visibleAt),
  )})`;
  const values = selectValues(
    eventDeliveries,
    { attempts: 0, attemptsBefore: 0, nextAttemptAt: now, createdAt: now, updatedAt: now },
    {
      accountId: sql`k.account_id`,
      subscriptionId: sql`k.subscription_id`,
      eventId: sql`k.event_id`,
      seq: sql`k.seq`,
      objectId: sql`k.object_id`,
      state: sql`iif(k.is_blocked, 'blocked', 'pending')`,
      visibleAt: sql`iif(k.is_blocked, ${BLOCKED_UNTIL}, ${visibleAt})`,
    },
  );
  return sql`select ${values} from (select ${s.accountId} as account_id, ${s.subscriptionId} as subscription_id,
    ${o.eventId} as event_id, ${o.seq} as seq, ${o.objectId} as object_id,
    (row_number() over (partition by ${s.subscriptionId}, ${o.objectId} order by ${o.seq}) > 1 or ${isUnfinished}) as is_blocked
    from ${from}) k where true`;
}

/**
 * Returns the statements that make the deliveries of an account's new events, of up to `limit` events for each subscription.
 * `dispatched` tells for each subscription whether there are more.
 */
export function dispatchStatements(
  db: Database,
  { accountId, now, visibleAt, limit }: { accountId: string; now: number; visibleAt: number; limit: number },
) {
  const from = sql`${subscriptions} s join ${outboxEvents} o on ${o.accountId} = ${s.accountId}
    and ${o.seq} > ${s.dispatchedSeq} and ${o.seq} <= ${upTo(s, limit)} where ${s.accountId} = ${accountId} and ${isFor}`;
  const isMore = sql<number>`exists (select 1 from ${sql`${outboxEvents} o`} where o.account_id = ${accountId}
    and o.seq > dispatched_seq)`;
  return {
    deliveries: db
      .insert(eventDeliveries)
      .select(newDeliveries(from, now, visibleAt))
      .onConflictDoNothing()
      .returning({ ...DELIVERY_KEY, state: eventDeliveries.state }),
    dispatched: db
      .update(subscriptions)
      .set({ dispatchedSeq: upTo(subscriptions, limit) })
      .where(eq(subscriptions.accountId, accountId))
      .returning({ isMore: isMore.as('is_more') }),
  };
}

/**
 * Returns the statements that send events since an instant to a subscription, again or for the first time: up to `limit`, the
 * oldest first. Unfinished deliveries stay as they are.
 */
export function replayStatements(
  db: Database,
  {
    accountId,
    subscriptionId,
    since,
    types,
    now,
    visibleAt,
    limit,
  }: {
    accountId: string;
    subscriptionId: string;
    since: number;
    types: string[];
    now: number;
    visibleAt: number;
    limit: number;
  },
) {
  const isChosen = and(
    eq(s.accountId, accountId),
    eq(s.subscriptionId, subscriptionId),
    eq(o.accountId, accountId),
    gte(o.seq, since * POSITIONS_PER_MS),
    // Later events are dispatched anyway.
    sql`${o.seq} <= ${s.dispatchedSeq}`,
    types.length === 0 ? undefined : wantsType(sql`${JSON.stringify(types)}`, sql`${o.type}`),
    sql`not exists (select 1 from ${eventDeliveries} n where ${and(
      eq(n.accountId, s.accountId),
      eq(n.subscriptionId, s.subscriptionId),
      eq(n.eventId, o.eventId),
      isNotNull(n.visibleAt),
    )})`,
  );
  const from = sql`${subscriptions} s join ${outboxEvents} o where ${isChosen} and ${isFor} order by ${asc(o.seq)} limit ${limit}`;
  return {
    next: db
      .select({ at: o.createdAt })
      .from(s)
      .innerJoin(o, eq(o.accountId, s.accountId))
      .where(and(isChosen, isFor))
      .orderBy(asc(o.seq))
      .limit(1)
      .offset(limit),
    deliveries: db
      .insert(eventDeliveries)
      .select(newDeliveries(from, now, visibleAt))
      .onConflictDoUpdate({
        target: [eventDeliveries.accountId, eventDeliveries.subscriptionId, eventDeliveries.eventId],
        set: {
          state: sql`excluded.state`,
          attemptsBefore: eventDeliveries.attempts,
          nextAttemptAt: now,
          visibleAt: sql`excluded.held_until`,
          deliveredAt: null,
          updatedAt: now,
        },
        setWhere: isNull(eventDeliveries.visibleAt),
      })
      .returning({ ...DELIVERY_KEY, state: eventDeliveries.state }),
  };
}

/** Returns the statement that releases, for the object of each of these deliveries, the next one, unless one is under way. */
export function releaseNextDeliveries(db: Database, keys: SQL, now: number, visibleAt: number) {
  const next = sql`(select (select n.rowid from ${eventDeliveries} n where ${and(
    eq(n.accountId, d.accountId),
    eq(n.objectId, d.objectId),
    eq(n.subscriptionId, d.subscriptionId),
    isNotNull(n.visibleAt),
  )} order by iif(${n.state} = 'blocked', 1, 0), ${n.seq} limit 1)
    from ${keys} k join ${eventDeliveries} d on ${and(
      eq(d.accountId, sql`k.value ->> 0`),
      eq(d.subscriptionId, sql`k.value ->> 1`),
      eq(d.eventId, sql`k.value ->> 2`),
    )})`;
  return db
    .update(eventDeliveries)
    .set({ state: 'pending', nextAttemptAt: now, visibleAt, updatedAt: now })
    .where(and(eq(eventDeliveries.state, 'blocked'), sql`rowid in ${next}`))
    .returning(DELIVERY_KEY);
}
