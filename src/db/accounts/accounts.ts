import { and, desc, eq, lt, notExists, or, sql } from 'drizzle-orm';
import { accounts, charges } from '../schema';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { type IdempotencyRecord, insertIdempotencyRecord } from '../sql/idempotency';
import { type PageParams, trimPage } from '../sql/page';
import { type AuditDraft, insertAuditEntry } from './audit';
import { type ApiKey, insertKey } from './keys';

export type Account = typeof accounts.$inferSelect;

export const accountsRepository = (db: Database) => ({
  /** Inserts an account and its first key. */
  async insert(account: Account, key: ApiKey, idempotencyRecord: IdempotencyRecord | null): Promise<void> {
    await runBatch(db, {
      account: db.insert(accounts).values(account),
      idempotency: insertIdempotencyRecord(db, idempotencyRecord),
      key: insertKey(db, key),
    });
  },

  async find(accountId: string): Promise<Account | undefined> {
    return db.select().from(accounts).where(eq(accounts.accountId, accountId)).get();
  },

  async list({ limit, after }: PageParams) {
    const rows = await db
      .select()
      .from(accounts)
      .where(after ? lt(accounts.accountId, after) : undefined)
      .orderBy(desc(accounts.accountId))
      .limit(limit + 1);
    return trimPage(rows, limit);
  },

  /** Updates an account; undefined if it does not exist, or has charges and `set` changes the currency. */
  async update(accountId: string, set: Partial<Account>, audit: AuditDraft): Promise<Account | undefined> {
    const hasNoCharges = notExists(
      db.select({ chargeId: charges.chargeId }).from(charges).where(eq(charges.accountId, accountId)),
    );
    // A total cannot add up charges of two currencies.
    const keepsCurrency =
      set.currency === undefined ? undefined : or(eq(accounts.currency, set.currency), hasNoCharges);
    const isIt = and(eq(accounts.accountId, accountId), keepsCurrency);
    const { rows } = await runBatch(db, {
      audit: insertAuditEntry(db, audit, { where: sql`exists (select 1 from ${accounts} where ${isIt})` }),
      rows: db.update(accounts).set(set).where(isIt).returning(),
    });
    return rows[0];
  },
});

export type AccountsRepository = ReturnType<typeof accountsRepository>;
