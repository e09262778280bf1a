import { and, count, eq, inArray, isNull, notLike, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type AuditDraft, insertAuditEntry, storePausedEntry } from '../accounts/audit';
import { insertStorePausedWarning } from '../events/events';
import { insertOutboxEvents } from '../events/outbox';
import { pushes, requests, stores } from '../schema';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { type IdempotencyRecord, insertIdempotencyRecord } from '../sql/idempotency';
import { isUnchanged } from '../sql/is-unchanged';
import { withRetiredSecrets } from './retire-secret';

type Store = typeof stores.$inferSelect;

/** The secrets of stores: their rotation, re-encryption and erasure. */
export const storeSecrets = (db: Database) => ({
  /** Returns up to `limit` stores with a secret that another key than this has encrypted, and their total number. */
  async listNotEncryptedWith(keyId: string, limit: number) {
    const current = `v1.${keyId}.%`;
    const secrets = [
      stores.secret,
      stores.previousSecret,
      stores.shopifyTokenApp,
      stores.shopifyClientSecret,
      stores.shopifyAccessToken,
      stores.shopifyWebhookSecret,
      stores.shopifyPreviousWebhookSecret,
      stores.webhookKey,
    ];
    const others = (
      column: typeof stores.getObject | typeof stores.updateObject | typeof stores.shipping,
      path: string,
    ) => sql`exists (select 1 from json_each(${column}, ${path}) h where h.value not like ${current})`;
    const old = sql`(${or(...secrets.map((column) => notLike(column, current)))}
      or ${others(stores.getObject, '$.headers')} or ${others(stores.updateObject, '$.headers')}
      or ${others(stores.shipping, '$.secrets')}
      or exists (select 1 from json_each(${stores.earlierSecrets}) e where e.value ->> 'secret' not like ${current}))
      and ${stores.deletedAt} is null`;
    const { rows, totals } = await runBatch(db, {
      rows: db.select().from(stores).where(old).limit(limit),
      totals: db.select({ total: count() }).from(stores).where(old),
    });
    return { rows, total: totals[0]?.total ?? 0 };
  },

  /** Writes re-encrypted secrets; false if one of them has changed since `before` was read. */
  async replaceSecrets(before: Store, encrypted: Partial<Store>): Promise<boolean> {
    const { accountId, storeId } = before;
    const changed = await db
      .update(stores)
      .set(encrypted)
      .where(and(eq(stores.accountId, accountId), eq(stores.storeId, storeId), isUnchanged(stores, before, encrypted)))
      .returning({ storeId: stores.storeId });
    return changed.length > 0;
  },

  /**
   * Erases the tokens of a Shopify store and pauses it for this reason, with a warning and an event; false if the store has
   * changed since it was read. The app's id and secret stay: they verify webhooks, and work again when the app is installed.
   */
  async disconnect({ accountId, storeId, updatedAt }: Store, reason: string, now: number): Promise<boolean> {
    const s = alias(stores, 's');
    const isUnpaused = and(
      eq(s.accountId, accountId),
      eq(s.storeId, storeId),
      eq(s.updatedAt, updatedAt),
      isNull(s.deletedAt),
      isNull(s.pausedAt),
    );
    const facts = { id_store: storeId, reason, since: now };
    const { store } = await runBatch(db, {
      events: insertOutboxEvents(db, [{ accountId, type: 'store.disconnected', objectId: storeId, facts }], now, {
        where: () => sql`exists (select 1 from ${stores} s where ${isUnpaused})`,
      }),
      audit: insertAuditEntry(db, storePausedEntry(accountId, storeId, reason, now), {
        where: sql`exists (select 1 from ${stores} s where ${isUnpaused})`,
      }),
      store: db
        .update(stores)
        .set({
          shopifyTokenApp: null,
          shopifyAccessToken: null,
          shopifyAccessTokenUntil: null,
          pausedAt: now,
          pausedReason: reason,
          updatedAt: Math.max(now, updatedAt + 1),
        })
        .where(
          and(
            eq(stores.accountId, accountId),
            eq(stores.storeId, storeId),
            eq(stores.updatedAt, updatedAt),
            isNull(stores.deletedAt),
          ),
        )
        .returning({ storeId: stores.storeId }),
      warning: insertStorePausedWarning(db, { accountId, storeId, pushId: null }, reason, now),
    });
    return store.length > 0;
  },

  /** Erases secrets and URLs of up to `limit` deleted stores without open pushes or requests; returns their number. */
  async eraseDeletedSecrets(limit: number): Promise<number> {
    const d = alias(stores, 'd');
    const erasable = sql`(select ${d.storeId} from ${stores} ${d} where ${d.deletedAt} is not null
      and coalesce(${d.secret}, ${d.getObject}, ${d.updateObject}, ${d.shopifyTokenApp}, ${d.shopifyClientSecret},
        ${d.shopifyAccessToken}, ${d.shopifyWebhookSecret}, ${d.webhookKey}, ${d.shipping}) is not null
      and not exists (select 1 from ${pushes} where ${pushes.storeId} = ${d.storeId}
        and ${pushes.state} in ('pending', 'in_flight', 'retrying', 'blocked'))
      and not exists (select 1 from ${requests} where ${requests.accountId} = ${d.accountId}
        and ${requests.storeId} = ${d.storeId} and ${requests.status} in ('queued', 'running', 'waiting'))
      limit ${limit})`;
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
        shipping: null,
      })
      .where(inArray(stores.storeId, erasable))
      .returning({ storeId: stores.storeId });
    return rows.length;
  },

  /** Replaces the secret that signs pushes; the previous one stays valid until `until`. */
  async rotateSecret({
    accountId,
    storeId,
    secret,
    now,
    until,
    idempotencyRecord,
    audit,
  }: {
    accountId: string;
    storeId: string;
    secret: string;
    now: number;
    until: number;
    idempotencyRecord: IdempotencyRecord | null;
    audit: AuditDraft;
  }): Promise<void> {
    await runBatch(db, {
      store: db
        .update(stores)
        .set({
          secret,
          previousSecret: sql`${stores.secret}`,
          previousSecretUntil: until,
          earlierSecrets: withRetiredSecrets(
            { previous: { secret: stores.previousSecret, until: stores.previousSecretUntil }, another: null },
            now,
          ),
          updatedAt: now,
        })
        .where(and(eq(stores.accountId, accountId), eq(stores.storeId, storeId))),
      idempotency: insertIdempotencyRecord(db, idempotencyRecord),
      audit: insertAuditEntry(db, audit),
    });
  },
});
