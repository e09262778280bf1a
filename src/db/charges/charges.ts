import { and, desc, eq, gte, inArray, lt, type SQL, sql } from 'drizzle-orm';
import { keysOfCustomer } from '../customers/customer-names';
import { newestIdsOfCustomer } from '../customers/customers';
import { accounts, charges } from '../schema';
import { runBatch } from '../sql/batch';
import { type Database, isOfAccountUnindexed, jsonChunks } from '../sql/database';
import { type PageParams, trimPage } from '../sql/page';

export type Charge = typeof charges.$inferSelect;

/** A charge to insert. Without a unit price it takes the price of the account's price list at the time of the insert. */
export type NewCharge = Omit<Charge, 'unitPrice' | 'amount' | 'currency'> & { unitPrice: number | null };

type ChargeConditions = {
  /** Nothing is inserted unless this holds. */
  guard?: SQL;
  /** Replace the charge's own values. */
  userKey?: SQL;
  requestId?: SQL;
  description?: SQL;
};

const insertChargesJson = (
  db: Database,
  json: string,
  {
    guard = sql`1`,
    userKey = sql`c.value ->> 'userKey'`,
    requestId = sql`c.value ->> 'requestId'`,
    description = sql`c.value ->> 'description'`,
  }: ChargeConditions = {},
) => {
  const { accountId, currency, priceList } = accounts;
  return db
    .insert(charges)
    .select(
      sql`select c.value ->> 'chargeId', c.account, ${userKey}, ${requestId}, c.value ->> 'kind',
          ${description}, c.quantity, c.price, c.price * c.quantity, c.currency, c.value ->> 'dedupeKey',
          c.value ->> 'createdAt'
        from (select k.value, ${accountId} account, ${currency} currency, k.value ->> 'quantity' quantity,
            coalesce(k.value ->> 'unitPrice',
              (select p.value from json_each(${priceList}) p where p.key = k.value ->> 'kind')) price
          from json_each(${json}) k join ${accounts} on ${accountId} = k.value ->> 'accountId') c
        where c.price <= ${Number.MAX_SAFE_INTEGER} / c.quantity and ${guard}`,
    )
    .onConflictDoNothing();
};

/**
 * Returns the statement that inserts a charge once per dedupe key. Price and currency are the account's at the insert.
 * Nothing is inserted if the price list has no price, or if the amount exceeds 2^53 millionths.
 */
export const insertCharge = (db: Database, charge: NewCharge, conditions: ChargeConditions) =>
  insertChargesJson(db, JSON.stringify([charge]), conditions);

/** Returns the statements that insert any number of charges, each once per dedupe key. */
export const insertCharges = (db: Database, rows: NewCharge[], conditions?: ChargeConditions) =>
  jsonChunks(rows).map(({ json }) => insertChargesJson(db, json, conditions));

/** Returns an amount of millionths as a decimal text with at least four fraction digits. */
export const amountText = (amount: SQL): SQL =>
  sql`printf('%d.%04d', ${amount} / 1000000, ${amount} % 1000000 / 100) || rtrim(printf('%02d', ${amount} % 100), '0')`;

export const chargesRepository = (db: Database) => ({
  /**
   * Returns a page of a customer's charges under any of their keys, newest first, and the exact total of all charges within
   * the filter, in millionths.
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
    const { rows, totals } = await runBatch(db, {
      rows: db
        .select()
        .from(charges)
        .where(and(isOfAccountUnindexed(charges.accountId, accountId), inArray(charges.chargeId, newest)))
        .orderBy(desc(charges.chargeId)),
      // As text: the sum may exceed the integers that a JavaScript number holds.
      totals: db
        .select({ total: sql<string>`cast(coalesce(sum(${charges.amount}), 0) as text)` })
        .from(charges)
        .where(and(within, inArray(charges.userKey, keysOfCustomer(accountId, userKey)))),
    });
    return { ...trimPage(rows, limit), total: BigInt(totals[0]?.total ?? '0') };
  },
});

export type ChargesRepository = ReturnType<typeof chargesRepository>;
