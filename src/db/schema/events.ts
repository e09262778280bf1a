import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { EVENT_STATES, EVENT_TYPES } from '../../shared/flows/statuses';
import type { JsonObject } from '../../shared/json/json';
import { json } from './json-column';

/** The events of an account, one per dedupe key: warnings, and the raw webhook events of Meta and Shopify until a purge. */
export const events = sqliteTable(
  'events',
  {
    eventId: text('event_id').primaryKey(),
    accountId: text('account_id').notNull(),
    type: text('type', { enum: EVENT_TYPES }).notNull(),
    about: json<JsonObject>('about').notNull(),
    dedupeKey: text('cause').notNull(),
    createdAt: integer('created_at').notNull(),
    /** This and the next two belong to inbound events; a warning has neither state nor body. */
    state: text('state', { enum: EVENT_STATES }),
    body: json<JsonObject>('body'),
    userKey: text('user_key'),
    /** The sender's id of the delivery, which identifies a repeated event in addition to the dedupe key. */
    deliveryId: text('delivery'),
  },
  (t) => [
    uniqueIndex('events_delivery').on(t.accountId, t.deliveryId).where(sql`${t.deliveryId} is not null`),
    uniqueIndex('events_cause').on(t.accountId, t.dedupeKey),
    index('events_account').on(t.accountId, t.eventId),
    index('events_type').on(t.accountId, t.type, t.eventId),
    index('events_user').on(t.accountId, t.userKey).where(sql`${t.userKey} is not null`),
    index('events_raw').on(t.createdAt).where(sql`${t.state} is not null`),
    index('events_state').on(t.accountId, t.state, t.eventId).where(sql`${t.state} is not null`),
  ],
);

/** Queue messages that could not be applied, kept whole so that a person can inspect and replay them. */
export const deadLetters = sqliteTable(
  'dead_letters',
  {
    eventId: text('event_id').primaryKey(),
    /** Null where the message names no account. */
    accountId: text('account_id'),
    queue: text('queue').notNull(),
    body: json<unknown>('body').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [index('dead_letters_account').on(t.accountId, t.eventId)],
);
