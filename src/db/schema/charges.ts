import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

export const charges = sqliteTable(
  'charges',
  {
    chargeId: text('charge_id').primaryKey(),
    accountId: text('account_id').notNull(),
    userKey: text('user_key').notNull(),
    requestId: text('request_id'),
    kind: text('kind').notNull(),
    description: text('description').notNull(),
    quantity: integer('quantity').notNull(),
    unitPrice: integer('unit_price').notNull(),
    amount: integer('amount').notNull(),
    currency: text('currency').notNull(),
    dedupeKey: text('cause').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [
    uniqueIndex('charges_cause').on(t.accountId, t.dedupeKey),
    index('charges_user').on(t.accountId, t.userKey, t.chargeId),
    index('charges_request').on(t.accountId, t.requestId, t.chargeId),
  ],
);
