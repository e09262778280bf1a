import { and, eq, sql } from 'drizzle-orm';
import { lowestId } from '../shared/ids';
import { EVENT_TYPES } from '../shared/statuses';
import type { Database } from './database';
import { messageIsExpired, orderIsExpired, type PurgeSet, purgeStatements, requestIsExpired } from './purge-statements';
import { accounts, customers, deadLetters, events, messages, orders, type RetentionCursor, requests } from './schema';

/** What came by webhook has a time of its own, as it is by these rows that it is known again when it comes twice. */
const WARNING_TYPES = EVENT_TYPES.filter((type) => !type.startsWith('inbound.'));

const parseIds = (text: string): string[] => JSON.parse(text);

export type PurgeQuery = { accountId: string; before: number; cursor: RetentionCursor; limit: number };

export type RetentionTask = {
  accountId: string;
  timeZone: string;
  retentionDays: number;
  cursor: RetentionCursor | null;
};

export const retentionRepository = (db: Database) => ({
  /** Takes the account whose turn it is, until `heldUntil`, so that two sweeps don't take the same; undefined for none. */
  async claimDue(now: number, leaseUntil: number): Promise<RetentionTask | undefined> {
    return db
      .update(accounts)
      .set({ retentionDueAt: leaseUntil })
      .where(
        sql`account_id in (select account_id from accounts where retention_at <= ${now} order by retention_at limit 1)
          and retention_at <= ${now}`,
      )
      .returning({
        accountId: accounts.accountId,
        timeZone: accounts.timeZone,
        retentionDays: accounts.retentionDays,
        cursor: accounts.retentionCursor,
      })
      .get();
  },

  /**
   * The oldest rows of each kind of one account that were made before an instant, up to `limit` of each from the cursor on;
   * `isOver` says whether they may go. `weight` is how many rows go with a request.
   */
  async loadCandidates({ accountId, before, cursor, limit }: PurgeQuery) {
    const linked = sql`from messages m where m.account_id = requests.account_id and m.request_id = requests.request_id`;
    const [requestRows, orderRows, messageRows, customerRows, eventRows, letterRows] = await db.batch([
      db
        .select({
          id: requests.requestId,
          isExpired: sql<number>`${requestIsExpired(before)}`.as('is_over'),
          weight: sql<number>`(select count(*) from request_steps s where s.request_id = requests.request_id)
            + (select count(*) ${linked})`.as('weight'),
          userKey: requests.userKey,
          addresses: sql<string>`(select json_group_array(distinct m.address) ${linked})`.as('addresses'),
          files: sql<string>`(select json_group_array(m.message_id) ${linked} and m.media is not null)`.as('files'),
        })
        .from(requests)
        .where(
          sql`account_id = ${accountId} and request_id > ${cursor.requests ?? ''}
            and request_id < ${lowestId('req', before)}`,
        )
        .orderBy(requests.requestId)
        .limit(limit),
      db
        .select({
          id: orders.id,
          isExpired: sql<number>`${orderIsExpired(before)}`.as('is_over'),
          userKey: orders.userKey,
          phone: orders.phone,
          // The event that brought the payload takes it along as long as it stands.
          rawEventId: sql<
            string | null
          >`iif(exists (select 1 from events e where e.event_id = orders.raw_event_id), null,
            orders.raw_event_id)`.as('raw_alone'),
        })
        .from(orders)
        .where(sql`account_id = ${accountId} and id > ${cursor.orders ?? ''} and id < ${lowestId('ord', before)}`)
        .orderBy(orders.id)
        .limit(limit),
      db
        .select({
          id: messages.messageId,
          isExpired: sql<number>`${messageIsExpired(before)}`.as('is_over'),
          userKey: messages.userKey,
          address: messages.address,
          hasFile: sql<number>`media is not null`.as('has_file'),
        })
        .from(messages)
        .where(
          sql`account_id = ${accountId} and request_id is null and message_id > ${cursor.messages ?? ''}
            and message_id < ${lowestId('msg', before)}`,
        )
        .orderBy(messages.messageId)
        .limit(limit),
      db
        .select({
          id: customers.userKey,
          isExpired: sql<number>`opted_out_at is null and updated_at < ${before}`.as('is_over'),
        })
        .from(customers)
        .where(sql`account_id = ${accountId} and user_key > ${cursor.customers ?? ''}`)
        .orderBy(customers.userKey)
        .limit(limit),
      db
        .select({ id: events.eventId })
        .from(events)
        .where(
          sql`account_id = ${accountId} and type in (select value from json_each(${JSON.stringify(WARNING_TYPES)}))
            and event_id < ${lowestId('evt', before)}`,
        )
        .limit(limit),
      db
        .select({ id: deadLetters.eventId })
        .from(deadLetters)
        .where(sql`account_id = ${accountId} and event_id < ${lowestId('evt', before)}`)
        .orderBy(deadLetters.eventId)
        .limit(limit),
    ]);
    return {
      requests: requestRows.map(({ addresses, files, ...row }) => ({
        ...row,
        addresses: parseIds(addresses),
        files: parseIds(files),
      })),
      orders: orderRows,
      messages: messageRows,
      customers: customerRows,
      events: eventRows,
      deadLetters: letterRows,
    };
  },

  /**
   * Forgets what is over of some old rows and writes where to go on and when, in one batch. Gives how many rows of each kind
   * went. The position stays as another sweep has it that took the account in the meantime.
   */
  async purge(
    { accountId, before, leaseUntil }: { accountId: string; before: number; leaseUntil: number },
    old: PurgeSet,
    next: { at: number; cursor: RetentionCursor | null },
  ): Promise<Record<string, number>> {
    const statements = purgeStatements(db, accountId, old, before);
    const move = db
      .update(accounts)
      .set({ retentionDueAt: next.at, retentionCursor: next.cursor })
      .where(and(eq(accounts.accountId, accountId), eq(accounts.retentionDueAt, leaseUntil)));
    const [, ...results] = await db.batch([move, ...Object.values(statements)]);
    return Object.fromEntries(Object.keys(statements).map((kind, i) => [kind, results[i]?.meta.changes ?? 0]));
  },

  /** Gives an account that was taken its next turn; where it goes on stays. */
  async postpone({ accountId, leaseUntil, at }: { accountId: string; leaseUntil: number; at: number }): Promise<void> {
    await db
      .update(accounts)
      .set({ retentionDueAt: at })
      .where(and(eq(accounts.accountId, accountId), eq(accounts.retentionDueAt, leaseUntil)));
  },

  /** Deletes up to `limit` dead letters of nobody's that were kept before an instant; gives how many. */
  async purgeUnownedDeadLetters(before: number, limit: number): Promise<number> {
    const { meta } = await db.delete(deadLetters).where(
      sql`event_id in (select event_id from dead_letters where account_id is null
        and event_id < ${lowestId('evt', before)} order by event_id limit ${limit})`,
    );
    return meta.changes;
  },
});

export type RetentionRepository = ReturnType<typeof retentionRepository>;
export type PurgeCandidates = Awaited<ReturnType<RetentionRepository['loadCandidates']>>;
export type { PurgeSet as Old };
