import { and, asc, eq, exists, inArray, isNull, lte, type Placeholder, type SQL, sql } from 'drizzle-orm';
import { alias, type SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import { newAuditDraft } from '../../shared/access/audit-entry';
import { type AuditDraft, insertAuditEntry } from '../accounts/audit';
import { OPEN_WAIT_COLUMNS, type OpenWait, toOpenWaits } from '../runs/open-wait';
import { channels, conversations, customerAliases, customers, requests } from '../schema';
import { runBatch } from '../sql/batch';
import { type Database, fromExcluded } from '../sql/database';
import { isLive } from '../sql/is-live';
import type { SqlValue } from '../sql/sql-value';
import { addressesOfCustomer, currentKey, keysOfCustomer } from './customer-names';

/** The conversations that the entry of an opt-out names. */
const MAX_LOGGED_CONVERSATIONS = 5;

export type Customer = typeof customers.$inferSelect;

export type OptOut = Pick<Customer, 'accountId' | 'userKey' | 'optedOutBy'> & {
  /** Null for an opt-in. */
  optedOutAt: number | null;
  at: number;
  /** The entry of the caller who asked for it; the customer's own wish is logged with the actor `system`. */
  audit?: AuditDraft;
};

/**
 * Returns the ids of a customer's newest rows under any of their keys, as a list for `in`. Each key is read up to the limit;
 * a query for all keys at once would read and sort every row of the customer.
 */
export function newestIdsOfCustomer(
  rows: { table: SQLiteTable; id: SQLiteColumn; userKey: SQLiteColumn; within: SQL | undefined },
  {
    accountId,
    userKey,
    after,
    limit,
  }: { accountId: SqlValue; userKey: SqlValue; after: SqlValue | null; limit: number | SQL | Placeholder },
): SQL {
  const { table, id, within } = rows;
  const idOfRow = sql`r.${sql.identifier(id.name)}`;
  return sql`(select ${idOfRow} from ${keysOfCustomer(accountId, userKey)} k, ${table} r where ${idOfRow} in
      (select ${id} from ${table} where ${within} and ${rows.userKey} = k.user_key
        ${after === null ? sql`` : sql`and ${id} < ${after}`} order by ${id} desc limit ${limit})
    order by ${idOfRow} desc limit ${limit})`;
}

/** Returns a select of a customer's live requests, by their keys and by every address that the requests write to. */
const liveRequestsOf = (accountId: string, userKey: string): SQL =>
  sql`select ${requests.requestId} from ${requests} where ${requests.accountId} = ${accountId}
      and ${requests.userKey} in ${keysOfCustomer(accountId, userKey)} and ${isLive()}
    union select ${requests.requestId} from ${channels} join ${requests} on ${requests.channelId} = ${channels.channelId}
      where ${channels.accountId} = ${accountId} and ${isLive()}
        and ${requests.address} in ${addressesOfCustomer(accountId, userKey)}`;

/**
 * Returns the keys that an opt-out is written under: the customer's current key, the merchant's own keys, which take the
 * opt-out along when they move, and earlier keys that have an opt-out already.
 */
function consentKeysOf(accountId: string, userKey: string): SQL {
  const own = alias(customerAliases, 'own');
  return sql`(select ${currentKey(accountId, userKey)} as user_key
    union select ${own.alias} from ${customerAliases} ${own} where ${own.accountId} = ${accountId}
      and ${own.namedBy} = 'merchant' and ${own.userKey} = ${currentKey(accountId, userKey)} and ${own.alias} glob '*[^0-9]*'
    union select ${customers.userKey} from ${customers} where ${customers.accountId} = ${accountId}
      and ${customers.userKey} in ${keysOfCustomer(accountId, userKey)})`;
}

/**
 * Returns the statement that logs an opt-out or opt-in that changes something; it stands before the one that writes it. The entry
 * names the conversation, not the customer: it outlives the customer's data.
 */
function logOptOut(db: Database, { accountId, userKey, optedOutAt, optedOutBy, at, audit }: OptOut, guard: SQL) {
  const draft =
    audit ??
    newAuditDraft(
      {
        accountId,
        action: optedOutAt === null ? 'customer.opted_in' : 'customer.opted_out',
        metadata: { by: optedOutBy },
      },
      at,
    );
  const stored = sql`select 1 from ${customers} where ${customers.accountId} = ${accountId}
    and ${customers.userKey} = ${currentKey(accountId, userKey)}`;
  const targets = sql`(select json_group_array(json_object('type', 'conversation', 'id', conversation_id)) from
    (select ${conversations.conversationId} as conversation_id from ${conversations} where ${conversations.accountId} = ${accountId}
      and ${conversations.userKey} in ${keysOfCustomer(accountId, userKey)} limit ${MAX_LOGGED_CONVERSATIONS}))`;
  return insertAuditEntry(db, draft, {
    where: sql`${guard} and not exists (${stored} and ${customers.updatedAt} > ${at})
      and exists (${stored} and ${customers.optedOutAt} is not null) = ${optedOutAt === null ? 1 : 0}`,
    targets,
  });
}

/**
 * Returns the statements that write an opt-out, or an opt-in, unless a newer one is stored, and note it in the customer's
 * live requests. `waits` returns these requests.
 */
export function writeOptOut(db: Database, change: OptOut, guard = sql`1`) {
  const { accountId, userKey, optedOutAt, optedOutBy, at } = change;
  const written = db
    .select({ userKey: customers.userKey })
    .from(customers)
    .where(
      and(
        eq(customers.accountId, accountId),
        eq(customers.userKey, currentKey(accountId, userKey)),
        sql`(${customers.optedOutAt} is null) = (${optedOutAt} is null)`,
        eq(customers.updatedAt, at),
      ),
    );
  return {
    audit: logOptOut(db, change, guard),
    consent: db
      .insert(customers)
      .select(
        sql`select ${accountId}, k.user_key, ${optedOutAt}, ${optedOutAt === null ? null : optedOutBy}, ${at}
          from ${consentKeysOf(accountId, userKey)} k where ${guard}`,
      )
      .onConflictDoUpdate({
        target: [customers.accountId, customers.userKey],
        set: {
          ...fromExcluded(customers, ['optedOutBy', 'updatedAt']),
          // A repeated opt-out keeps the time of the first.
          optedOutAt: sql`iif(excluded.opted_out_at is null, null, coalesce(${customers.optedOutAt}, excluded.opted_out_at))`,
        },
        setWhere: lte(customers.updatedAt, sql`excluded.updated_at`),
      }),
    waits: db
      .update(requests)
      .set({
        optedOutAt,
        // The sweep checks the request at once, in case the wake-up is lost.
        nextCheckAt: sql`iif(${requests.openWait} is null or ${optedOutAt} is null, ${requests.nextCheckAt}, ${at})`,
      })
      .where(and(inArray(requests.requestId, sql`(${liveRequestsOf(accountId, userKey)})`), guard, exists(written)))
      .returning(OPEN_WAIT_COLUMNS),
  };
}

/** Returns the query for the opt-out rows of a customer's keys; rows with an opt-out come first. */
const selectConsent = (db: Database, accountId: string, userKey: string) =>
  db
    .select()
    .from(customers)
    .where(and(eq(customers.accountId, accountId), inArray(customers.userKey, keysOfCustomer(accountId, userKey))))
    .orderBy(isNull(customers.optedOutAt));

export const customersRepository = (db: Database) => ({
  /** Returns a customer's opt-out and the names that WhatsApp uses for them. */
  async find(accountId: string, userKey: string) {
    const { rows, aliases } = await runBatch(db, {
      rows: selectConsent(db, accountId, userKey),
      aliases: db
        .select()
        .from(customerAliases)
        .where(
          and(
            eq(customerAliases.accountId, accountId),
            eq(customerAliases.userKey, currentKey(accountId, userKey)),
            eq(customerAliases.namedBy, 'whatsapp'),
          ),
        )
        .orderBy(asc(customerAliases.alias)),
    });
    return { customer: rows[0], aliases };
  },

  /** Opts a customer out, or in again. Returns the waits to wake and the time of the opt-out that is now in force. */
  async setOptOut(change: OptOut): Promise<{ waits: OpenWait[]; optedOutAt: number | null }> {
    const { waits, rows } = await runBatch(db, {
      ...writeOptOut(db, change),
      rows: selectConsent(db, change.accountId, change.userKey),
    });
    return { waits: toOpenWaits(waits), optedOutAt: rows[0]?.optedOutAt ?? null };
  },
});

export type CustomersRepository = ReturnType<typeof customersRepository>;
