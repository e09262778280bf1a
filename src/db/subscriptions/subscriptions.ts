import { and, count, desc, eq, lt, notLike, or, sql } from 'drizzle-orm';
import { type AuditDraft, insertAuditEntry } from '../accounts/audit';
import { eventDeliveries, eventDeliveryAttempts, outboxEvents, subscriptions } from '../schema';
import { runBatch } from '../sql/batch';
import { type Database, failIf, selectValues, writeIfExists } from '../sql/database';
import { type IdempotencyRecord, insertIdempotencyRecord } from '../sql/idempotency';
import { isUnchanged } from '../sql/is-unchanged';
import { type PageParams, trimPage } from '../sql/page';

export type Subscription = typeof subscriptions.$inferSelect;

const isSubscription = (accountId: string, subscriptionId: string) =>
  and(eq(subscriptions.accountId, accountId), eq(subscriptions.subscriptionId, subscriptionId));

const hasSubscription = (accountId: string, subscriptionId: string) =>
  sql`exists (select 1 from ${subscriptions} where ${isSubscription(accountId, subscriptionId)})`;

export const subscriptionsRepository = (db: Database) => ({
  /** Inserts a subscription to the events from now on; false if the account has `maxCount` already. */
  async insert(
    subscription: Omit<Subscription, 'dispatchedSeq'>,
    maxCount: number,
    idempotencyRecord: IdempotencyRecord | null,
    audit: AuditDraft,
  ): Promise<boolean> {
    const { accountId } = subscription;
    const lastSeq = sql`coalesce((select max(${outboxEvents.seq}) from ${outboxEvents}
      where ${outboxEvents.accountId} = ${accountId}), 0)`;
    const isFull = sql`(select count(*) from ${subscriptions} where ${subscriptions.accountId} = ${accountId}) >= ${maxCount}`;
    const written = await writeIfExists(subscriptions.subscriptionId, () =>
      runBatch(db, {
        full: failIf(db, subscriptions, isFull),
        idempotency: insertIdempotencyRecord(db, idempotencyRecord),
        audit: insertAuditEntry(db, audit),
        subscription: db
          .insert(subscriptions)
          .select(sql`select ${selectValues(subscriptions, subscription, { dispatchedSeq: lastSeq })}`),
      }),
    );
    return written !== null;
  },

  async find(accountId: string, subscriptionId: string): Promise<Subscription | undefined> {
    return db.select().from(subscriptions).where(isSubscription(accountId, subscriptionId)).get();
  },

  async list(accountId: string, { limit, after }: PageParams) {
    const rows = await db
      .select()
      .from(subscriptions)
      .where(and(eq(subscriptions.accountId, accountId), after ? lt(subscriptions.subscriptionId, after) : undefined))
      .orderBy(desc(subscriptions.subscriptionId))
      .limit(limit + 1);
    return trimPage(rows, limit);
  },

  /** Updates a subscription. When it is resumed, its deliveries are due at once, and the sweep claims them. */
  async update({
    accountId,
    subscriptionId,
    set,
    audit,
  }: {
    accountId: string;
    subscriptionId: string;
    set: Partial<Subscription> & { updatedAt: number };
    audit: AuditDraft;
  }): Promise<Subscription | undefined> {
    const resumes = set.pausedAt === null;
    const { rows } = await runBatch(db, {
      audit: insertAuditEntry(db, audit, { where: hasSubscription(accountId, subscriptionId) }),
      deliveries: resumes
        ? db
            .update(eventDeliveries)
            .set({ visibleAt: set.updatedAt })
            .where(
              and(
                eq(eventDeliveries.accountId, accountId),
                eq(eventDeliveries.subscriptionId, subscriptionId),
                sql`${eventDeliveries.state} in ('pending', 'retrying', 'in_flight')`,
                sql`exists (select 1 from ${subscriptions} where ${isSubscription(accountId, subscriptionId)}
                  and ${subscriptions.pausedAt} is not null)`,
              ),
            )
        : [],
      rows: db.update(subscriptions).set(set).where(isSubscription(accountId, subscriptionId)).returning(),
    });
    return rows[0];
  },

  /** Replaces the secret. The replaced one, and those before it that are still valid, sign until their time. */
  async rotateSecret({
    accountId,
    subscriptionId,
    secret,
    now,
    until,
    maxRetired,
    idempotencyRecord,
    audit,
  }: {
    accountId: string;
    subscriptionId: string;
    secret: string;
    now: number;
    until: number;
    maxRetired: number;
    idempotencyRecord: IdempotencyRecord | null;
    audit: AuditDraft;
  }): Promise<void> {
    await runBatch(db, {
      idempotency: insertIdempotencyRecord(db, idempotencyRecord),
      audit: insertAuditEntry(db, audit, { where: hasSubscription(accountId, subscriptionId) }),
      subscription: db
        .update(subscriptions)
        .set({
          secret,
          retiredSecrets: sql`(select json_group_array(json_object('secret', s, 'until', u)) from (
            select ${subscriptions.secret} as s, cast(${until} as integer) as u
            union all select value ->> 'secret', value ->> 'until' from json_each(${subscriptions.retiredSecrets})
              where value ->> 'until' > ${now}
            order by u desc limit ${maxRetired}))`,
          updatedAt: now,
        })
        .where(isSubscription(accountId, subscriptionId)),
    });
  },

  /** Deletes a subscription with its deliveries; false if there is none. */
  async delete(accountId: string, subscriptionId: string, audit: AuditDraft): Promise<boolean> {
    const ofSubscription = (table: typeof eventDeliveries | typeof eventDeliveryAttempts) =>
      and(eq(table.accountId, accountId), eq(table.subscriptionId, subscriptionId));
    const { deleted } = await runBatch(db, {
      audit: insertAuditEntry(db, audit, { where: hasSubscription(accountId, subscriptionId) }),
      attempts: db.delete(eventDeliveryAttempts).where(ofSubscription(eventDeliveryAttempts)),
      deliveries: db.delete(eventDeliveries).where(ofSubscription(eventDeliveries)),
      deleted: db
        .delete(subscriptions)
        .where(isSubscription(accountId, subscriptionId))
        .returning({ subscriptionId: subscriptions.subscriptionId }),
    });
    return deleted.length > 0;
  },

  /** Returns up to `limit` subscriptions with a secret that another key than this has encrypted, and their total number. */
  async listNotEncryptedWith(keyId: string, limit: number) {
    const current = `v1.${keyId}.%`;
    const old = or(
      notLike(subscriptions.secret, current),
      sql`exists (select 1 from json_each(${subscriptions.retiredSecrets}) r where r.value ->> 'secret' not like ${current})`,
    );
    const { rows, totals } = await runBatch(db, {
      rows: db.select().from(subscriptions).where(old).limit(limit),
      totals: db.select({ total: count() }).from(subscriptions).where(old),
    });
    return { rows, total: totals[0]?.total ?? 0 };
  },

  /** Writes re-encrypted secrets; false if one of them has changed since `before` was read. */
  async replaceSecrets(before: Subscription, encrypted: Partial<Subscription>): Promise<boolean> {
    const changed = await db
      .update(subscriptions)
      .set(encrypted)
      .where(
        and(isSubscription(before.accountId, before.subscriptionId), isUnchanged(subscriptions, before, encrypted)),
      )
      .returning({ subscriptionId: subscriptions.subscriptionId });
    return changed.length > 0;
  },
});

export type SubscriptionsRepository = ReturnType<typeof subscriptionsRepository>;
