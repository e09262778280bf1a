import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { OPT_OUT_POLICIES } from '../../shared/flows/statuses';
import { LEADING_SOURCES } from '../../shared/orders/shipment-states';
import { json } from './json-column';

/** The last id that the purge has checked, by kind of row. An absent kind starts from the beginning. */
export type RetentionCursor = Partial<Record<'requests' | 'orders' | 'shipments' | 'messages' | 'customers', string>>;

export const accounts = sqliteTable(
  'accounts',
  {
    accountId: text('account_id').primaryKey(),
    name: text('name').notNull(),
    features: json<string[]>('features').notNull(),
    timeZone: text('time_zone').notNull(),
    currency: text('currency').notNull(),
    priceList: json<Record<string, number>>('price_list').notNull(),
    retentionDays: integer('retention_days').notNull(),
    /** When the next purge is due; during a purge, when the sweep's lease ends. */
    retentionDueAt: integer('retention_at').notNull().default(0),
    /** Where an unfinished purge continues; null at the start. */
    retentionCursor: json<RetentionCursor>('retention_cursor'),
    /** Words by which a customer opts out, or in again, in addition to the built-in ones. */
    optOutWords: json<string[]>('opt_out_words').notNull().default([]),
    optInWords: json<string[]>('opt_in_words').notNull().default([]),
    /** The shops' own names of cash on delivery, in addition to the built-in ones. */
    codNames: json<string[]>('cod_names').notNull().default([]),
    /** What a return costs the merchant, in millionths of the account's currency; null if they have not said. */
    returnCost: integer('return_cost'),
    /** The source that is believed when several report about a parcel; null if they count alike. */
    leadingShipmentSource: text('leading_shipment_source', { enum: LEADING_SOURCES }),
    optOutPolicy: text('opt_out_policy', { enum: OPT_OUT_POLICIES }).notNull().default('strict'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [index('accounts_retention').on(t.retentionDueAt)],
);

export const apiKeys = sqliteTable(
  'api_keys',
  {
    keyId: text('key_id').primaryKey(),
    accountId: text('account_id').notNull(),
    name: text('name').notNull(),
    /** SHA-256 of the key; the key itself is shown once and never stored. */
    hash: text('hash').notNull(),
    lastFour: text('last_four').notNull(),
    scopes: json<string[]>('scopes').notNull(),
    expiresAt: integer('expires_at'),
    revokedAt: integer('revoked_at'),
    lastUsedAt: integer('last_used_at'),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [uniqueIndex('api_keys_hash').on(t.hash), index('api_keys_account').on(t.accountId, t.keyId)],
);

/** Sessions of the profile page. A session is valid while its row exists, and its person is there or its key works. */
export const sessions = sqliteTable(
  'sessions',
  {
    sessionId: text('session_id').primaryKey(),
    accountId: text('account_id').notNull(),
    /** The key that signed in; empty for a person. */
    keyId: text('key_id').notNull(),
    personId: text('person_id'),
    /** What the API and the log name it by: the id itself is in the cookie. */
    publicId: text('public_id'),
    location: text('location'),
    userAgent: text('user_agent'),
    /** The CSRF token of the session's forms. */
    formToken: text('form_token').notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [index('sessions_account').on(t.accountId, t.sessionId)],
);

/** The first responses to calls with an Idempotency-Key, for 24 hours. */
export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    accountId: text('account_id').notNull(),
    key: text('key').notNull(),
    /** SHA-256 of method, path, scopes and body; reusing a key with another digest is an error. */
    digest: text('digest').notNull(),
    /** The customer in the response, so that erasing them deletes it. */
    userKey: text('user_key'),
    /** Encrypted, because a response can hold a secret that is shown once. */
    answer: text('answer').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.key] }), index('idempotency_keys_created').on(t.createdAt)],
);
