import { and, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm';
import { keysOfCustomer } from './customer-names';
import { newestOfCustomer } from './customers';
import { alsoOfAccount, type Database, rowOf } from './database';
import { cutPage, type Page } from './page';
import { charges } from './schema';

export type Charge = typeof charges.$inferSelect;

/**
 * The statement that writes a charge once per cause, if `guard` holds; goes into the batch of what caused it. `instead` gives
 * SQL for single columns.
 */
export const insertCharge = (db: Database, charge: Charge, guard: SQL = sql`1`, instead: { userKey?: SQL } = {}) =>
  db
    .insert(charges)
    .select(sql`select ${rowOf(charges, charge, instead)} where ${guard}`)
    .onConflictDoNothing();

export const chargesRepository = (db: Database) => ({
  /**
   * A page of a customer's charges under any of their keys, newest first, and the exact total over the whole filter in
   * millionths.
   */
  async listByUser({
    accountId,
    userKey,
    from,
    to,
    page: { limit, after },
  }: {
    accountId: string;
    userKey: string;
    from: number | null;
    to: number | null;
    page: Page;
  }) {
    const within = and(
      eq(charges.accountId, accountId),
      from === null ? undefined : gte(charges.createdAt, from),
      to === null ? undefined : lt(charges.createdAt, to),
    );
    const newest = newestOfCustomer(
      { table: charges, id: charges.chargeId, userKey: charges.userKey, within },
      { accountId, userKey, after, limit: limit + 1 },
    );
    const [rows, totals] = await db.batch([
      db
        .select()
        .from(charges)
        .where(and(alsoOfAccount(charges.accountId, accountId), sql`${charges.chargeId} in ${newest}`))
        .orderBy(desc(charges.chargeId)),
      // As text: the sum of many integers may be larger than a JavaScript number holds.
      db
        .select({ total: sql<string>`cast(coalesce(sum(${charges.amount}), 0) as text)` })
        .from(charges)
        .where(and(within, sql`${charges.userKey} in ${keysOfCustomer(accountId, userKey)}`)),
    ]);
    return { ...cutPage(rows, limit), total: BigInt(totals[0]?.total ?? '0') };
  },
});

export type ChargesRepository = ReturnType<typeof chargesRepository>;
