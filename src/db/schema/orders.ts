import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { JsonObject } from '../../shared/json/json';
import { json } from './json-column';

/** The parts of an order that no query filters by; amounts are decimal strings in the order's currency. */
export type OrderDetails = {
  cancel_reason: string | null;
  note: string | null;
  attributes: Record<string, string>;
  discount_codes: string[];
  shipping: { title: string | null; code: string | null; price: string }[];
  subtotal: string | null;
  total_discounts: string | null;
  total_shipping: string | null;
  total_tax: string | null;
  current_total: string | null;
  /** The total before edits and refunds; orders stored by earlier versions lack it. */
  ordered_total?: string | null;
  outstanding: string | null;
  payment_gateways: string[];
};

export const orders = sqliteTable(
  'orders',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').notNull(),
    storeId: text('id_store').notNull(),
    orderId: text('order_id').notNull(),
    source: text('source', { enum: ['api', 'shopify'] }).notNull(),
    orderNumber: text('order_number'),
    userKey: text('user_key'),
    /** In E.164. */
    phone: text('phone'),
    customer: json<JsonObject>('customer'),
    currency: text('currency').notNull(),
    total: integer('total').notNull(),
    paymentMethod: text('payment_method'),
    shippingAddress: json<JsonObject>('shipping_address'),
    items: json<JsonObject[]>('items').notNull(),
    variables: json<JsonObject>('variables').notNull(),
    tags: json<string[]>('tags').notNull().default([]),
    financialStatus: text('financial_status'),
    fulfillmentStatus: text('fulfillment_status'),
    details: json<OrderDetails>('details'),
    cancelledAt: integer('cancelled_at'),
    /** When the customer placed it. */
    placedAt: integer('placed_at'),
    /** The shop's time of the last applied change; older changes never overwrite the row. */
    updatedAt: integer('updated_at').notNull().default(0),
    /** When the creation event was ingested; null while only later events have come. */
    creationSeenAt: integer('creation_seen_at'),
    /** The shop's time up to which the reconciliation has applied every change; webhooks up to it are ignored. */
    reconciledUpTo: integer('reconciled_up_to'),
    /** The inbound event whose payload in the bucket is the shop's original order, and when that payload is deleted. */
    rawEventId: text('raw_event_id'),
    rawUntil: integer('raw_until'),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [
    index('orders_raw').on(t.rawUntil).where(sql`${t.rawUntil} is not null`),
    uniqueIndex('orders_order').on(t.accountId, t.storeId, t.orderId),
    index('orders_account').on(t.accountId, t.id),
    index('orders_number').on(t.accountId, t.orderNumber).where(sql`${t.orderNumber} is not null`),
    index('orders_user').on(t.accountId, t.userKey, t.id),
  ],
);
