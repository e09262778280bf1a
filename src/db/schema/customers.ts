import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { NAMED_BY } from '../../shared/flows/statuses';

/** Whether a customer has opted out. A customer who has never opted out or in has no row. */
export const customers = sqliteTable(
  'customers',
  {
    accountId: text('account_id').notNull(),
    userKey: text('user_key').notNull(),
    optedOutAt: integer('opted_out_at'),
    /** `meta`: a preference that the customer set in WhatsApp. */
    optedOutBy: text('opted_out_by', { enum: ['word', 'meta', 'api'] }),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.userKey] })],
);

/** The names of customers; a customer can have several. The rules are in customer-names.ts. */
export const customerAliases = sqliteTable(
  'customer_aliases',
  {
    accountId: text('account_id').notNull(),
    /** `wa_id` (digits), business-scoped user id, or the merchant's own key. */
    alias: text('alias').notNull(),
    userKey: text('user_key').notNull(),
    /** When the name became this customer's, by the time of the event that reported it. */
    createdAt: integer('created_at').notNull(),
    /** `merchant`: WhatsApp does not use this name, or no longer does. */
    namedBy: text('named_by', { enum: NAMED_BY }).notNull().default('whatsapp'),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.alias] }), index('customer_aliases_user').on(t.accountId, t.userKey)],
);
