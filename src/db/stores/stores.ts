import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, lte, or, sql } from 'drizzle-orm';
import { type AuditDraft, auditIf, insertAuditEntry } from '../accounts/audit';
import { OPEN_WAIT_COLUMNS, waitKeyOf } from '../runs/open-wait';
import { type LastCheck, pushes, type RetiredSecret, requests, stores } from '../schema';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { type IdempotencyRecord, insertIdempotencyRecord } from '../sql/idempotency';
import { isLive } from '../sql/is-live';
import { type PageParams, trimPage } from '../sql/page';
import { withRetiredSecrets } from './retire-secret';
import { isAwaitingAttempt, stoppedColumns } from './stopped-pushes';
import { storeSecrets } from './store-secrets';
import { storeSetUp } from './store-set-up';

export type Store = typeof stores.$inferSelect;
/** The kinds of an account's stores, and whether a store of that kind has a `get_object` or an `update_object` endpoint. */
export type StoreKinds = { kind: Store['kind']; reads: boolean; updates: boolean }[];

/** Returns the query for the given store, or else for the account's first two, which show whether it has only one. */
export const selectStores = (db: Database, accountId: string, storeId: string | undefined) =>
  db
    .select()
    .from(stores)
    .where(
      and(
        eq(stores.accountId, accountId),
        isNull(stores.deletedAt),
        storeId === undefined ? undefined : eq(stores.storeId, storeId),
      ),
    )
    .limit(2);

export const storesRepository = (db: Database) => ({
  ...storeSecrets(db),
  ...storeSetUp(db),

  async insert(store: Store, idempotencyRecord: IdempotencyRecord | null, audit: AuditDraft): Promise<void> {
    await runBatch(db, {
      store: db.insert(stores).values(store),
      idempotency: insertIdempotencyRecord(db, idempotencyRecord),
      audit: insertAuditEntry(db, audit),
    });
  },

  async find(accountId: string, storeId: string): Promise<Store | undefined> {
    return db
      .select()
      .from(stores)
      .where(and(eq(stores.accountId, accountId), eq(stores.storeId, storeId), isNull(stores.deletedAt)))
      .get();
  },

  /** Returns the candidates for each of these ids, as `selectStores` does; one round trip. */
  async listCandidates(accountId: string, storeIds: (string | undefined)[]): Promise<Store[][]> {
    return (await runBatch(db, { found: storeIds.map((storeId) => selectStores(db, accountId, storeId)) })).found;
  },

  async list(accountId: string, { limit, after }: PageParams) {
    const rows = await db
      .select()
      .from(stores)
      .where(
        and(eq(stores.accountId, accountId), isNull(stores.deletedAt), after ? lt(stores.storeId, after) : undefined),
      )
      .orderBy(desc(stores.storeId))
      .limit(limit + 1);
    return trimPage(rows, limit);
  },

  async listKinds(accountId: string): Promise<StoreKinds> {
    const rows = await db
      .select({
        kind: stores.kind,
        reads: sql<number>`max(${stores.getObject} is not null)`,
        updates: sql<number>`max(${stores.updateObject} is not null)`,
      })
      .from(stores)
      .where(and(eq(stores.accountId, accountId), isNull(stores.deletedAt)))
      .groupBy(stores.kind);
    return rows.map(({ kind, reads, updates }) => ({ kind, reads: reads === 1, updates: updates === 1 }));
  },

  /**
   * Updates a store. `retires` keeps secrets among the earlier ones: the previous webhook secret, if another one becomes it, and
   * `another`. With `unchangedSince` a store with another `updatedAt` is not updated.
   */
  async update({
    accountId,
    storeId,
    set,
    retires = null,
    unchangedSince,
    audit,
  }: {
    accountId: string;
    storeId: string;
    set: Partial<Store>;
    retires?: { previous: boolean; another: RetiredSecret | null; at: number } | null;
    unchangedSince?: number;
    /** For what a caller changes. */
    audit?: AuditDraft;
  }): Promise<Store | undefined> {
    const { shopifyPreviousWebhookSecret: secret, shopifyPreviousWebhookSecretUntil: until } = stores;
    const retired = retires && {
      earlierSecrets: withRetiredSecrets(
        { previous: retires.previous ? { secret, until } : null, another: retires.another },
        retires.at,
      ),
    };
    const isIt = and(
      eq(stores.accountId, accountId),
      eq(stores.storeId, storeId),
      isNull(stores.deletedAt),
      unchangedSince === undefined ? undefined : eq(stores.updatedAt, unchangedSince),
    );
    const { rows } = await runBatch(db, {
      audit: auditIf(db, audit, { where: sql`exists (select 1 from ${stores} where ${isIt})` }),
      rows: db
        .update(stores)
        .set({ ...set, ...retired })
        .where(isIt)
        .returning(),
    });
    return rows[0];
  },

  /**
   * Deletes a store and stops its waiting pushes. Makes the requests that wait for such a push due, and returns them.
   * Repeating it does not change the store.
   */
  async delete(accountId: string, storeId: string, now: number, audit: AuditDraft) {
    const waiting = sql`from ${pushes} where ${pushes.storeId} = ${storeId} and ${isAwaitingAttempt}`;
    const waitKeys = sql`(select ${waitKeyOf(pushes)} ${waiting} and ${pushes.requestId} = ${requests.requestId})`;
    const isIt = and(eq(stores.accountId, accountId), eq(stores.storeId, storeId), isNull(stores.deletedAt));
    const { waits } = await runBatch(db, {
      waits: db
        .update(requests)
        .set({ nextCheckAt: now })
        .where(
          and(
            eq(requests.accountId, accountId),
            sql`${requests.requestId} in (select ${pushes.requestId} ${waiting})`,
            isLive(),
            inArray(requests.openWait, waitKeys),
          ),
        )
        .returning(OPEN_WAIT_COLUMNS),
      stopped: db
        .update(pushes)
        .set(stoppedColumns(now))
        .where(and(eq(pushes.accountId, accountId), eq(pushes.storeId, storeId), isAwaitingAttempt)),
      audit: insertAuditEntry(db, audit, { where: sql`exists (select 1 from ${stores} where ${isIt})` }),
      store: db.update(stores).set({ deletedAt: now, updatedAt: now }).where(isIt),
    });
    return waits;
  },

  /** Claims up to `limit` Shopify stores that are due for reconciliation, and sets their next one. */
  async claimDueForReconciliation({
    now,
    nextAt,
    limit,
  }: {
    now: number;
    nextAt: number;
    limit: number;
  }): Promise<Store[]> {
    const due = db
      .select({ storeId: stores.storeId })
      .from(stores)
      // A literal, because SQLite uses a partial index only for the literal of its condition.
      .where(and(sql`${stores.kind} = 'shopify'`, isNull(stores.deletedAt), lte(stores.reconcileAt, now)))
      .orderBy(asc(stores.reconcileAt))
      .limit(limit);
    return db.update(stores).set({ reconcileAt: nextAt }).where(inArray(stores.storeId, due)).returning();
  },

  /** Saves when a webhook with an invalid signature came, at most once a minute. */
  async markWebhookRefused(accountId: string, storeId: string, now: number): Promise<void> {
    await db
      .update(stores)
      .set({ webhookRefusedAt: now })
      .where(
        and(
          eq(stores.accountId, accountId),
          eq(stores.storeId, storeId),
          or(isNull(stores.webhookRefusedAt), lt(stores.webhookRefusedAt, now - 60_000)),
        ),
      );
  },

  /** Saves the result of the last check; the store's `updatedAt` stays as it is. */
  async saveLastCheck(accountId: string, storeId: string, lastCheck: LastCheck): Promise<void> {
    await db
      .update(stores)
      .set({ lastCheck })
      .where(and(eq(stores.accountId, accountId), eq(stores.storeId, storeId)));
  },

  /** Resumes a paused store. Its pushes are due at once, and the sweep claims them. */
  async resume(accountId: string, storeId: string, now: number, audit: AuditDraft): Promise<void> {
    const isPaused = and(eq(stores.accountId, accountId), eq(stores.storeId, storeId), isNotNull(stores.pausedAt));
    await runBatch(db, {
      audit: insertAuditEntry(db, audit, { where: sql`exists (select 1 from ${stores} where ${isPaused})` }),
      store: db.update(stores).set({ pausedAt: null, pausedReason: null, updatedAt: now }).where(isPaused),
      pushes: db
        .update(pushes)
        .set({ visibleAt: now })
        .where(
          and(
            eq(pushes.accountId, accountId),
            eq(pushes.storeId, storeId),
            inArray(pushes.state, ['pending', 'retrying', 'in_flight']),
            gt(pushes.visibleAt, now),
          ),
        ),
    });
  },
});

export type StoresRepository = ReturnType<typeof storesRepository>;
