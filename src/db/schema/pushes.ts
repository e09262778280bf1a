import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { HELD, PUSH_STATES } from '../../shared/flows/statuses';
import type { JsonObject } from '../../shared/json/json';
import { json } from './json-column';

/** The state of a push's verification: the merchant's getObject must return what was pushed. */
export type Verification = {
  /** True: the merchant answered 2xx and the object must be read back. False: the push must be sent. */
  awaiting: boolean;
  failedReads: number;
  mismatches: number;
  /** The variables that differed at the last read. */
  differing: string[];
  /** When a held parcel was released, in epoch ms; its verification waits for the parcel to move. */
  releasedAt?: number;
};

export const pushes = sqliteTable(
  'pushes',
  {
    pushId: text('push_id').primaryKey(),
    accountId: text('account_id').notNull(),
    storeId: text('id_store').notNull(),
    requestId: text('request_id').notNull(),
    step: text('step').notNull(),
    iteration: integer('visit').notNull(),
    flow: text('flow').notNull(),
    userKey: text('user_key').notNull(),
    objectType: text('object_type').notNull(),
    objectId: text('object_id').notNull(),
    sequence: integer('sequence').notNull(),
    variables: json<JsonObject>('variables').notNull(),
    state: text('state', { enum: PUSH_STATES }).notNull(),
    attempts: integer('attempts').notNull(),
    /** Attempts before the last manual retry, which restarts the schedule but not the attempt numbers. */
    attemptsBefore: integer('attempts_before').notNull(),
    /** When the next attempt is due. */
    nextAttemptAt: integer('next_at'),
    /** When the lease of the queue or a consumer ends and the sweep requeues the push; null once it has ended. */
    visibleAt: integer('held_until'),
    lastError: text('last_error'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    deliveredAt: integer('delivered_at'),
    /** Null where no verification was requested. */
    verification: json<Verification>('verification'),
    /** How much of a Shopify order has the flow's hold after this push; null for a push that neither sets nor releases it. */
    held: text('held', { enum: HELD }),
  },
  (t) => [
    uniqueIndex('pushes_sequence').on(t.storeId, t.objectType, t.objectId, t.sequence),
    uniqueIndex('pushes_step').on(t.requestId, t.step, t.iteration),
    index('pushes_account').on(t.accountId, t.pushId),
    index('pushes_store').on(t.storeId, t.state, t.pushId),
    index('pushes_state').on(t.accountId, t.state, t.pushId),
    index('pushes_object').on(t.accountId, t.objectId, t.pushId),
    index('pushes_held').on(t.visibleAt).where(sql`${t.visibleAt} is not null`),
    index('pushes_delivered').on(t.storeId, t.deliveredAt).where(sql`${t.deliveredAt} is not null`),
  ],
);

export const pushAttempts = sqliteTable(
  'push_attempts',
  {
    pushId: text('push_id').notNull(),
    number: integer('number').notNull(),
    accountId: text('account_id').notNull(),
    startedAt: integer('started_at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    status: integer('status'),
    error: text('error'),
    answer: text('answer').notNull(),
  },
  (t) => [primaryKey({ columns: [t.pushId, t.number] }), index('push_attempts_account').on(t.accountId, t.pushId)],
);
