import { z } from 'zod';
import type { Order } from '../../db/orders/orders';
import { orderView } from '../../domain/orders/order-view';
import { formatInstant } from '../../shared/time/time-zone';
import { Instant, JsonRecord, Money } from './common';

export const OrderResource = z
  .object({
    id: z.string(),
    order_id: z.string(),
    id_store: z.string(),
    source: z.enum(['api', 'shopify']),
    order_number: z.string().nullable().meta({ description: 'The order number as the store shows it, such as #1001' }),
    number: z.string().nullable().meta({ description: 'The order number without #' }),
    user_key: z.string().nullable(),
    phone: z.string().nullable().meta({
      description: "The customer's phone number in E.164: the first valid one of the customer and the addresses",
    }),
    customer: JsonRecord.nullable(),
    currency: z
      .string()
      .meta({ description: "The store's currency, an ISO 4217 or Shopify code; all amounts are in it" }),
    total: Money.meta({ description: 'The total after edits and refunds' }),
    payment_method: z.string().nullable().meta({ description: '`cod` for cash on delivery' }),
    shipping_address: JsonRecord.nullable(),
    items: z
      .array(JsonRecord)
      .meta({ description: 'The line items; `quantity` is the quantity after edits and refunds' }),
    tags: z.array(z.string()),
    financial_status: z
      .string()
      .nullable()
      .meta({ description: "Shopify's financial status: pending, paid, voided …" }),
    fulfillment_status: z
      .string()
      .nullable()
      .meta({ description: "Shopify's fulfillment status: unfulfilled, partial, fulfilled …" }),
    cancelled_at: Instant.nullable(),
    cancel_reason: z.string().nullable(),
    placed_at: Instant.nullable().meta({ description: 'When the customer placed the order' }),
    note: z.string().nullable(),
    attributes: z.record(z.string(), z.string()).meta({ description: "Shopify's note attributes by name" }),
    discount_codes: z.array(z.string()),
    shipping: z.array(z.object({ title: z.string().nullable(), code: z.string().nullable(), price: Money })),
    subtotal: Money.nullable(),
    total_discounts: Money.nullable(),
    total_shipping: Money.nullable(),
    total_tax: Money.nullable(),
    current_total: Money.nullable().meta({ description: 'The same as `total`; null if the store did not send it' }),
    ordered_total: Money.nullable().meta({ description: 'The total before edits and refunds' }),
    outstanding: Money.nullable().meta({ description: 'The amount that is not paid yet' }),
    payment_gateways: z.array(z.string()).meta({ description: 'The names of the payment methods in the store' }),
    variables: JsonRecord,
    created_at: Instant,
    updated_at: Instant.meta({ description: 'When the store last changed the order' }),
  })
  .meta({ id: 'Order' });

type OrderResource = z.infer<typeof OrderResource>;

export function presentOrder(order: Order, zone: string): OrderResource {
  const instant = (ms: number | null) => (ms === null ? null : formatInstant(ms, zone));
  return {
    id: order.id,
    source: order.source,
    ...(orderView(order) as Omit<OrderResource, 'id' | 'source' | 'created_at' | 'updated_at'>),
    cancelled_at: instant(order.cancelledAt),
    placed_at: instant(order.placedAt),
    created_at: formatInstant(order.createdAt, zone),
    // Orders stored before this column existed have 0.
    updated_at: formatInstant(order.updatedAt || order.createdAt, zone),
  };
}
