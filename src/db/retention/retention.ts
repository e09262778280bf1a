import { and, asc, eq, gt, inArray, isNull, lt, lte, type SQL, sql } from 'drizzle-orm';
import { lowestId } from '../../shared/crypto/ids';
import { EVENT_TYPES } from '../../shared/flows/statuses';
import { deleteAuditBefore } from '../accounts/audit';
import {
  accounts,
  customers,
  deadLetters,
  events,
  invitations,
  messages,
  orders,
  type RetentionCursor,
  requestSteps,
  requests,
  shipments,
} from '../schema';
import { keptShipmentIsExpired } from '../shipments/delete-shipments';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import {
  customerIsExpired,
  messageIsExpired,
  orderIsExpired,
  type PurgeSet,
  purgeStatements,
  requestIsExpired,
} from './purge-statements';

/** Inbound events are purged by another schedule, because they identify repeated deliveries. */
const WARNING_TYPES = EVENT_TYPES.filter((type) => !type.startsWith('inbound.'));

const parseIds = (text: string): string[] => JSON.parse(text);

export type PurgeQuery = { accountId: string; before: number; cursor: RetentionCursor; limit: number };

export type RetentionTask = {
  accountId: string;
  timeZone: string;
  retentionDays: number;
  cursor: RetentionCursor | null;
};

const expired = (condition: SQL) => sql<number>`${condition}`.as('is_over');

const selectRequests = (db: Database, { accountId, before, cursor, limit }: PurgeQuery) => {
  const ofRequest = sql`from ${messages} where ${messages.accountId} = ${requests.accountId}
    and ${messages.requestId} = ${requests.requestId}`;
  const steps = sql`(select count(*) from ${requestSteps} where ${requestSteps.requestId} = ${requests.requestId})`;
  const addresses = sql`(select json_group_array(distinct ${messages.address}) ${ofRequest})`;
  const files = sql`(select json_group_array(${messages.messageId}) ${ofRequest} and ${messages.media} is not null)`;
  return db
    .select({
      id: requests.requestId,
      isExpired: expired(requestIsExpired(before)),
      weight: sql<number>`${steps} + ${sql`(select count(*) ${ofRequest})`}`.as('weight'),
      userKey: requests.userKey,
      addresses: sql<string>`${addresses}`.as('addresses'),
      files: sql<string>`${files}`.as('files'),
    })
    .from(requests)
    .where(
      and(
        eq(requests.accountId, accountId),
        gt(requests.requestId, cursor.requests ?? ''),
        lt(requests.requestId, lowestId('req', before)),
      ),
    )
    .orderBy(asc(requests.requestId))
    .limit(limit);
};

const selectOrders = (db: Database, { accountId, before, cursor, limit }: PurgeQuery) => {
  // An existing event deletes the payload when it is purged.
  const isOwned = sql`exists (select 1 from ${events} where ${events.eventId} = ${orders.rawEventId})`;
  return db
    .select({
      id: orders.id,
      isExpired: expired(orderIsExpired(before)),
      userKey: orders.userKey,
      phone: orders.phone,
      rawEventId: sql<string | null>`iif(${isOwned}, null, ${orders.rawEventId})`.as('raw_alone'),
    })
    .from(orders)
    .where(
      and(eq(orders.accountId, accountId), gt(orders.id, cursor.orders ?? ''), lt(orders.id, lowestId('ord', before))),
    )
    .orderBy(asc(orders.id))
    .limit(limit);
};

/** Selects parcels whose order has not come. */
const selectKeptShipments = (db: Database, { accountId, before, cursor, limit }: PurgeQuery) =>
  db
    .select({ id: shipments.shipmentId, isExpired: expired(keptShipmentIsExpired(before)) })
    .from(shipments)
    .where(
      and(
        eq(shipments.accountId, accountId),
        isNull(shipments.orderId),
        gt(shipments.shipmentId, cursor.shipments ?? ''),
        lt(shipments.shipmentId, lowestId('shp', before)),
      ),
    )
    .orderBy(asc(shipments.shipmentId))
    .limit(limit);

const selectMessages = (db: Database, { accountId, before, cursor, limit }: PurgeQuery) =>
  db
    .select({
      id: messages.messageId,
      isExpired: expired(messageIsExpired(before)),
      userKey: messages.userKey,
      address: messages.address,
      hasFile: sql<number>`${messages.media} is not null`.as('has_file'),
    })
    .from(messages)
    .where(
      and(
        eq(messages.accountId, accountId),
        isNull(messages.requestId),
        gt(messages.messageId, cursor.messages ?? ''),
        lt(messages.messageId, lowestId('msg', before)),
      ),
    )
    .orderBy(asc(messages.messageId))
    .limit(limit);

/** The audit log and the invitations from before an instant. */
const purgePeopleTraces = (db: Database, accountId: string, before: number) => [
  deleteAuditBefore(db, accountId, before),
  db
    .delete(invitations)
    .where(and(eq(invitations.accountId, accountId), lt(invitations.invitationId, lowestId('inv', before)))),
];

export const retentionRepository = (db: Database) => ({
  /** Claims the account whose purge is due, until `leaseUntil`; undefined if there is none. */
  async claimDue(now: number, leaseUntil: number): Promise<RetentionTask | undefined> {
    const isDue = lte(accounts.retentionDueAt, now);
    const longest = db
      .select({ accountId: accounts.accountId })
      .from(accounts)
      .where(isDue)
      .orderBy(asc(accounts.retentionDueAt))
      .limit(1);
    return db
      .update(accounts)
      .set({ retentionDueAt: leaseUntil })
      .where(and(inArray(accounts.accountId, longest), isDue))
      .returning({
        accountId: accounts.accountId,
        timeZone: accounts.timeZone,
        retentionDays: accounts.retentionDays,
        cursor: accounts.retentionCursor,
      })
      .get();
  },

  /**
   * Returns an account's oldest rows of each kind from before an instant, up to `limit` of each after the cursor.
   * `isExpired` says whether a row may be purged, `weight` how many rows belong to a request.
   */
  async loadCandidates(query: PurgeQuery) {
    const { accountId, before, cursor, limit } = query;
    const rows = await runBatch(db, {
      requests: selectRequests(db, query),
      orders: selectOrders(db, query),
      shipments: selectKeptShipments(db, query),
      messages: selectMessages(db, query),
      customers: db
        .select({ id: customers.userKey, isExpired: expired(customerIsExpired(before)) })
        .from(customers)
        .where(and(eq(customers.accountId, accountId), gt(customers.userKey, cursor.customers ?? '')))
        .orderBy(asc(customers.userKey))
        .limit(limit),
      events: db
        .select({ id: events.eventId })
        .from(events)
        .where(
          and(
            eq(events.accountId, accountId),
            inArray(events.type, WARNING_TYPES),
            lt(events.eventId, lowestId('evt', before)),
          ),
        )
        .limit(limit),
      deadLetters: db
        .select({ id: deadLetters.eventId })
        .from(deadLetters)
        .where(and(eq(deadLetters.accountId, accountId), lt(deadLetters.eventId, lowestId('evt', before))))
        .orderBy(asc(deadLetters.eventId))
        .limit(limit),
    });
    return {
      ...rows,
      requests: rows.requests.map(({ addresses, files, ...row }) => ({
        ...row,
        addresses: parseIds(addresses),
        files: parseIds(files),
      })),
    };
  },

  /**
   * Purges those of the given rows that are still expired, and writes where and when to continue, in one batch. Returns the
   * number of changed rows by table. Where to continue is not written if the lease is lost.
   */
  async purge(
    {
      accountId,
      before,
      auditBefore,
      leaseUntil,
    }: { accountId: string; before: number; auditBefore: number; leaseUntil: number },
    old: PurgeSet,
    next: { at: number; cursor: RetentionCursor | null },
  ): Promise<Record<string, number>> {
    const { purged } = await runBatch(db, {
      account: db
        .update(accounts)
        .set({ retentionDueAt: next.at, retentionCursor: next.cursor })
        .where(and(eq(accounts.accountId, accountId), eq(accounts.retentionDueAt, leaseUntil))),
      // With the last slice only: these tables are small.
      people: next.cursor === null ? purgePeopleTraces(db, accountId, auditBefore) : [],
      purged: purgeStatements(db, accountId, old, before),
    });
    return Object.fromEntries(Object.entries(purged).map(([kind, { meta }]) => [kind, meta.changes]));
  },

  /** Sets when a claimed account's purge is next due; where it continues stays. */
  async postpone({ accountId, leaseUntil, at }: { accountId: string; leaseUntil: number; at: number }): Promise<void> {
    await db
      .update(accounts)
      .set({ retentionDueAt: at })
      .where(and(eq(accounts.accountId, accountId), eq(accounts.retentionDueAt, leaseUntil)));
  },

  /** Deletes up to `limit` dead letters without an account from before an instant, and returns their number. */
  async purgeUnownedDeadLetters(before: number, limit: number): Promise<number> {
    const old = db
      .select({ eventId: deadLetters.eventId })
      .from(deadLetters)
      .where(and(isNull(deadLetters.accountId), lt(deadLetters.eventId, lowestId('evt', before))))
      .orderBy(asc(deadLetters.eventId))
      .limit(limit);
    const { meta } = await db.delete(deadLetters).where(inArray(deadLetters.eventId, old));
    return meta.changes;
  },
});

export type RetentionRepository = ReturnType<typeof retentionRepository>;
export type PurgeCandidates = Awaited<ReturnType<RetentionRepository['loadCandidates']>>;
