import { and, count, desc, eq, gt, inArray, isNotNull, isNull, lt, notLike, or, sql } from 'drizzle-orm';
import type { Database } from './database';
import { type IdempotencyRecord, insertIdempotencyRecord } from './idempotency';
import { isUnchanged } from './is-unchanged';
import { type PageParams, trimPage } from './page';
import { withPreviousSecret } from './retire-secret';
import { type LastCheck, pushes, requests, stores } from './schema';
import { isAwaitingAttempt, stoppedColumns } from './stopped-pushes';

export type Store = typeof stores.$inferSelect;
/** The kinds of store that an account has, each once, and whether any of that kind can be asked and told of objects. */
export type StoreKinds = { kind: Store['kind']; reads: boolean; updates: boolean }[];

/** The query for the store that is named, or else for two of the account's, as many as show whether it is the only one. */
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
  async insert(store: Store, idempotencyRecord: IdempotencyRecord | null): Promise<void> {
    await db.batch([db.insert(stores).values(store), ...insertIdempotencyRecord(db, idempotencyRecord)]);
  },

  async find(accountId: string, storeId: string): Promise<Store | undefined> {
    return db
      .select()
      .from(stores)
      .where(and(eq(stores.accountId, accountId), eq(stores.storeId, storeId), isNull(stores.deletedAt)))
      .get();
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
   * Changes a store that is there; with `retiresAt` the previous webhook secret is kept beside the one that replaces it, and
   * with `unchangedSince` a store whose `updatedAt` is another one stays as it is.
   */
  async update({
    accountId,
    storeId,
    set,
    retiresAt = null,
    unchangedSince,
  }: {
    accountId: string;
    storeId: string;
    set: Partial<Store>;
    retiresAt?: number | null;
    unchangedSince?: number;
  }): Promise<Store | undefined> {
    const { shopifyPreviousWebhookSecret: previous, shopifyPreviousWebhookSecretUntil: until } = stores;
    const retired = retiresAt === null ? {} : { earlierSecrets: withPreviousSecret(previous, until, retiresAt) };
    return db
      .update(stores)
      .set({ ...set, ...retired })
      .where(
        and(
          eq(stores.accountId, accountId),
          eq(stores.storeId, storeId),
          isNull(stores.deletedAt),
          unchangedSince === undefined ? undefined : eq(stores.updatedAt, unchangedSince),
        ),
      )
      .returning()
      .get();
  },

  /**
   * Deletes a store and stops the pushes that still wait to be sent to it, in one batch; the sweeper looks after the
   * requests that waited for one. Returns these requests. Doing it again changes nothing of the store.
   */
  async delete(accountId: string, storeId: string, now: number) {
    const waiting = sql`from pushes where id_store = ${storeId} and ${isAwaitingAttempt}`;
    const [waits] = await db.batch([
      db
        .update(requests)
        .set({ nextCheckAt: now })
        .where(
          sql`${requests.accountId} = ${accountId} and ${requests.requestId} in (select request_id ${waiting})
            and ${requests.nextCheckAt} is not null and ${requests.openWait} in
              (select step || '-' || visit ${waiting} and request_id = ${requests.requestId})`,
        )
        .returning({ requestId: requests.requestId, openWait: requests.openWait }),
      db
        .update(pushes)
        .set(stoppedColumns(now))
        .where(and(eq(pushes.accountId, accountId), eq(pushes.storeId, storeId), isAwaitingAttempt)),
      db
        .update(stores)
        .set({ deletedAt: now, updatedAt: now })
        .where(and(eq(stores.accountId, accountId), eq(stores.storeId, storeId), isNull(stores.deletedAt))),
    ]);
    return waits;
  },

  /**
   * Takes up to `limit` shops whose turn it is to be reconciled, and sets their next turn, so that two sweepers don't take
   * the same.
   */
  async claimDueForReconciliation({
    now,
    nextAt,
    limit,
  }: {
    now: number;
    nextAt: number;
    limit: number;
  }): Promise<Store[]> {
    return db
      .update(stores)
      .set({ reconcileAt: nextAt })
      .where(
        sql`id_store in (select id_store from stores where kind = 'shopify' and deleted_at is null
          and reconcile_at <= ${now} order by reconcile_at limit ${limit})`,
      )
      .returning();
  },

  /** Notes, once a minute at most, that a webhook for the store came that its secret has not signed. */
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

  /** Notes what the last check of a store saw, which changes nothing of the store itself. */
  async saveLastCheck(accountId: string, storeId: string, lastCheck: LastCheck): Promise<void> {
    await db
      .update(stores)
      .set({ lastCheck })
      .where(and(eq(stores.accountId, accountId), eq(stores.storeId, storeId)));
  },

  /** Stores with a secret that another key than this has sealed, of those that are there, and how many there are. */
  async listNotEncryptedWith(keyId: string, limit: number) {
    const current = `v1.${keyId}.%`;
    const sealed = [
      stores.secret,
      stores.previousSecret,
      stores.shopifyTokenApp,
      stores.shopifyClientSecret,
      stores.shopifyAccessToken,
      stores.shopifyWebhookSecret,
      stores.shopifyPreviousWebhookSecret,
      stores.webhookKey,
    ];
    const others = (column: typeof stores.getObject | typeof stores.updateObject) =>
      sql`exists (select 1 from json_each(${column}, '$.headers') h where h.value not like ${current})`;
    const old = sql`(${or(...sealed.map((column) => notLike(column, current)))}
      or ${others(stores.getObject)} or ${others(stores.updateObject)}
      or exists (select 1 from json_each(${stores.earlierSecrets}) e where e.value ->> 'secret' not like ${current}))
      and ${stores.deletedAt} is null`;
    const [rows, totals] = await db.batch([
      db.select().from(stores).where(old).limit(limit),
      db.select({ total: count() }).from(stores).where(old),
    ]);
    return { rows, total: totals[0]?.total ?? 0 };
  },

  /** Writes secrets that were sealed anew, unless one of them was changed since they were read; says whether it did. */
  async replaceSecrets(before: Store, sealed: Partial<Store>): Promise<boolean> {
    const { accountId, storeId } = before;
    const changed = await db
      .update(stores)
      .set(sealed)
      .where(and(eq(stores.accountId, accountId), eq(stores.storeId, storeId), isUnchanged(stores, before, sealed)))
      .returning({ storeId: stores.storeId });
    return changed.length > 0;
  },

  /** Erases the secrets and addresses of deleted stores that nothing is on its way to any more; says of how many. */
  async eraseDeletedSecrets(limit: number): Promise<number> {
    const rows = await db
      .update(stores)
      .set({
        secret: null,
        previousSecret: null,
        earlierSecrets: null,
        getObject: null,
        updateObject: null,
        shopifyTokenApp: null,
        shopifyClientSecret: null,
        shopifyAccessToken: null,
        shopifyWebhookSecret: null,
        shopifyPreviousWebhookSecret: null,
        webhookKey: null,
      })
      .where(
        sql`${stores.storeId} in (select d.id_store from stores d where d.deleted_at is not null
          and coalesce(d.secret, d.get_object, d.update_object, d.shopify_token_app, d.shopify_client_secret,
            d.shopify_access_token, d.shopify_webhook_secret, d.webhook_key) is not null
          and not exists (select 1 from pushes p where p.id_store = d.id_store
            and p.state in ('pending', 'in_flight', 'retrying', 'blocked'))
          and not exists (select 1 from requests r where r.account_id = d.account_id and r.id_store = d.id_store
            and r.status in ('queued', 'running', 'waiting'))
          limit ${limit})`,
      )
      .returning({ storeId: stores.storeId });
    return rows.length;
  },

  /** Lets a paused store go on; its pushes are due at once and the sweeper takes them up. */
  async resume(accountId: string, storeId: string, now: number): Promise<void> {
    await db.batch([
      db
        .update(stores)
        .set({ pausedAt: null, pausedReason: null, updatedAt: now })
        .where(and(eq(stores.accountId, accountId), eq(stores.storeId, storeId), isNotNull(stores.pausedAt))),
      db
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
    ]);
  },

  /** Makes another secret the one that pushes are signed with, in a call that may be repeated; the one before is good until `until`. */
  async rotateSecret({
    accountId,
    storeId,
    secret,
    now,
    until,
    idempotencyRecord,
  }: {
    accountId: string;
    storeId: string;
    secret: string;
    now: number;
    until: number;
    idempotencyRecord: IdempotencyRecord | null;
  }): Promise<void> {
    await db.batch([
      db
        .update(stores)
        .set({
          secret,
          previousSecret: sql`${stores.secret}`,
          previousSecretUntil: until,
          earlierSecrets: withPreviousSecret(stores.previousSecret, stores.previousSecretUntil, now),
          updatedAt: now,
        })
        .where(and(eq(stores.accountId, accountId), eq(stores.storeId, storeId))),
      ...insertIdempotencyRecord(db, idempotencyRecord),
    ]);
  },
});

export type StoresRepository = ReturnType<typeof storesRepository>;
