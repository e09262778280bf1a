import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { EventType } from '../../shared/events/event-catalogue';
import { DELIVERY_STATES, SUBSCRIPTION_INCLUDES } from '../../shared/flows/statuses';
import type { JsonObject } from '../../shared/json/json';
import { json } from './json-column';
import type { RetiredSecret } from './stores';

/**
 * What has happened in an account, for its subscriptions and for the poll, for 30 days. Each row is written in the batch of its
 * cause. `facts` holds no personal data: that of a customer is read from the object's own row.
 */
export const outboxEvents = sqliteTable(
  'outbox_events',
  {
    accountId: text('account_id').notNull(),
    /** The position in the account's log. It grows in the order of the commits, so a reader that continues after it misses nothing. */
    seq: integer('seq').notNull(),
    eventId: text('event_id').notNull(),
    type: text('type').$type<EventType>().notNull(),
    objectId: text('object_id').notNull(),
    /** Counts the events of the object among those that are here. */
    sequence: integer('sequence').notNull(),
    facts: json<JsonObject>('facts').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.seq] }),
    uniqueIndex('outbox_events_object').on(t.accountId, t.objectId, t.sequence),
  ],
);

/** Where an account wants its events sent. */
export const subscriptions = sqliteTable(
  'subscriptions',
  {
    subscriptionId: text('subscription_id').primaryKey(),
    accountId: text('account_id').notNull(),
    url: text('url').notNull(),
    /** Types of events, also as `prefix.*` or `*`. */
    types: json<string[]>('types').notNull(),
    include: json<(typeof SUBSCRIPTION_INCLUDES)[number][]>('include').notNull(),
    description: text('description'),
    secret: text('secret').notNull(),
    /** Rotated secrets that still sign, newest first. */
    retiredSecrets: json<RetiredSecret[]>('retired_secrets').notNull(),
    /** The last event that has been considered for it. */
    dispatchedSeq: integer('dispatched_seq').notNull(),
    pausedAt: integer('paused_at'),
    pausedReason: text('paused_reason'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [index('subscriptions_account').on(t.accountId, t.subscriptionId)],
);

/** An event on its way to a subscription. */
export const eventDeliveries = sqliteTable(
  'event_deliveries',
  {
    accountId: text('account_id').notNull(),
    subscriptionId: text('subscription_id').notNull(),
    eventId: text('event_id').notNull(),
    seq: integer('seq').notNull(),
    objectId: text('object_id').notNull(),
    state: text('state', { enum: DELIVERY_STATES }).notNull(),
    attempts: integer('attempts').notNull(),
    /** Attempts before the last manual retry, which restarts the schedule but not the attempt numbers. */
    attemptsBefore: integer('attempts_before').notNull(),
    nextAttemptAt: integer('next_at'),
    /** When the lease of the queue or a consumer ends and the sweep requeues the delivery; null once it has ended. */
    visibleAt: integer('held_until'),
    lastError: text('last_error'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    deliveredAt: integer('delivered_at'),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.subscriptionId, t.eventId] }),
    index('event_deliveries_state').on(t.accountId, t.subscriptionId, t.state, t.eventId),
    index('event_deliveries_object').on(t.accountId, t.objectId, t.subscriptionId, t.seq),
    index('event_deliveries_held').on(t.visibleAt).where(sql`${t.visibleAt} is not null`),
  ],
);

export const eventDeliveryAttempts = sqliteTable(
  'event_delivery_attempts',
  {
    accountId: text('account_id').notNull(),
    subscriptionId: text('subscription_id').notNull(),
    eventId: text('event_id').notNull(),
    number: integer('number').notNull(),
    startedAt: integer('started_at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    status: integer('status'),
    error: text('error'),
    answer: text('answer').notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.subscriptionId, t.eventId, t.number] })],
);
