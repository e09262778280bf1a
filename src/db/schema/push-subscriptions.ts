import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { LANGUAGES } from '../../shared/text/language';

/** The browsers that are notified when a conversation begins to wait for a person (RFC 8030). */
export const pushSubscriptions = sqliteTable(
  'push_subscriptions',
  {
    subscriptionId: text('subscription_id').primaryKey(),
    accountId: text('account_id').notNull(),
    /** Who is notified, as the author of a message. */
    actor: text('actor').notNull(),
    endpoint: text('endpoint').notNull(),
    /** The browser's public key and its secret (RFC 8291), base64url. */
    p256dh: text('p256dh').notNull(),
    auth: text('auth').notNull(),
    language: text('language', { enum: LANGUAGES }).notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [
    index('push_subscriptions_account').on(t.accountId, t.subscriptionId),
    uniqueIndex('push_subscriptions_endpoint').on(t.accountId, t.endpoint),
  ],
);
