import { and, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm';
import { type Database, rowOf } from './database';
import { cutPage, type Page } from './page';
import { charges } from './schema';

export type Charge = typeof charges.$inferSelect;

/** The statement that writes a charge once per cause, if `guard` holds; goes into the batch of what caused it. */
export const insertCharge = (db: Database, charge: Charge, guard: SQL = sql`1`) =>
  db
    .insert(charges)
    .select(sql`select ${rowOf(charges, charge)} where ${guard}`)
    .onConflictDoNothing();

export const chargesRepository = (db: Database) => ({
  /** A page of a customer's charges, newest first, and the exact total over the whole filter in millionths. */
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
    const filter: (SQL | undefined)[] = [
      eq(charges.accountId, accountId),
      eq(charges.userKey, userKey),
      from === null ? undefined : gte(charges.createdAt, from),
      to === null ? undefined : lt(charges.createdAt, to),
    ];
    const [rows, totals] = await db.batch([
      db
        .select()
        .from(charges)
        .where(and(...filter, after ? lt(charges.chargeId, after) : undefined))
        .orderBy(desc(charges.chargeId))
        .limit(limit + 1),
      // As text: the sum of many integers may be larger than a JavaScript number holds.
      db
        .select({ total: sql<string>`cast(coalesce(sum(${charges.amount}), 0) as text)` })
        .from(charges)
        .where(and(...filter)),
    ]);
    return { ...cutPage(rows, limit), total: BigInt(totals[0]?.total ?? '0') };
  },
});

export type ChargesRepository = ReturnType<typeof chargesRepository>;
