import { and, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm';
import { keysOfCustomer } from './customer-names';
import { newestIdsOfCustomer } from './customers';
import { type Database, jsonChunks, ofAccountWithoutIndex } from './database';
import { type PageParams, trimPage } from './page';
import { charges } from './schema';

export type Charge = typeof charges.$inferSelect;

/** A charge to be written: without a unit price of its own it takes the one that the account's price list has then. */
export type NewCharge = Omit<Charge, 'unitPrice' | 'amount' | 'currency'> & { unitPrice: number | null };

const insertChargesJson = (db: Database, json: string, guard: SQL, userKey: SQL = sql`c.value ->> 'userKey'`) =>
  db
    .insert(charges)
    .select(
      sql`select c.value ->> 'chargeId', c.account_id, ${userKey}, c.value ->> 'requestId', c.value ->> 'kind',
          c.value ->> 'description', c.quantity, c.price, c.price * c.quantity, c.currency, c.value ->> 'dedupeKey',
          c.value ->> 'createdAt'
        from (select k.value, a.account_id, a.currency, k.value ->> 'quantity' quantity, coalesce(k.value ->> 'unitPrice',
            (select p.value from json_each(a.price_list) p where p.key = k.value ->> 'kind')) price
          from json_each(${json}) k join accounts a on a.account_id = k.value ->> 'accountId') c
        where c.price <= ${Number.MAX_SAFE_INTEGER} / c.quantity and ${guard}`,
    )
    .onConflictDoNothing();

/**
 * The statement that writes a charge once per cause, if `guard` holds; it goes into the batch of what caused it. The price
 * and the currency are those in force when the batch is written: what the list has no price for, or comes to more than 2^53
 * millionths, is no charge. `userKey` stands for the charge's own.
 */
export const insertCharge = (db: Database, charge: NewCharge, guard: SQL = sql`1`, userKey?: SQL) =>
  insertChargesJson(db, JSON.stringify([charge]), guard, userKey);

/** The same for any number of charges. */
export const insertCharges = (db: Database, rows: NewCharge[]) =>
  jsonChunks(rows).map(({ json }) => insertChargesJson(db, json, sql`1`));

/** Millionths as a step's detail shows them, with four digits after the point or as many more as they need. */
export const amountText = (amount: SQL): SQL =>
  sql`printf('%d.%04d', ${amount} / 1000000, ${amount} % 1000000 / 100) || rtrim(printf('%02d', ${amount} % 100), '0')`;

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
    page: PageParams;
  }) {
    const within = and(
      eq(charges.accountId, accountId),
      from === null ? undefined : gte(charges.createdAt, from),
      to === null ? undefined : lt(charges.createdAt, to),
    );
    const newest = newestIdsOfCustomer(
      { table: charges, id: charges.chargeId, userKey: charges.userKey, within },
      { accountId, userKey, after, limit: limit + 1 },
    );
    const [rows, totals] = await db.batch([
      db
        .select()
        .from(charges)
        .where(and(ofAccountWithoutIndex(charges.accountId, accountId), sql`${charges.chargeId} in ${newest}`))
        .orderBy(desc(charges.chargeId)),
      // As text: the sum of many integers may be larger than a JavaScript number holds.
      db
        .select({ total: sql<string>`cast(coalesce(sum(${charges.amount}), 0) as text)` })
        .from(charges)
        .where(and(within, sql`${charges.userKey} in ${keysOfCustomer(accountId, userKey)}`)),
    ]);
    return { ...trimPage(rows, limit), total: BigInt(totals[0]?.total ?? '0') };
  },
});

export type ChargesRepository = ReturnType<typeof chargesRepository>;
