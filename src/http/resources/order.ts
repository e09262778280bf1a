import { z } from 'zod';
import type { Order } from '../../db/orders';
import { orderView } from '../../domain/orders/order-view';
import { formatInstant } from '../../shared/time-zone';
import { Instant, JsonRecord, Money } from './common';

export const OrderResource = z
  .object({
    id: z.string(),
    order_id: z.string(),
    id_store: z.string(),
    source: z.enum(['api', 'shopify']),
    order_number: z.string().nullable().meta({ description: 'As the shop shows it, such as #1001' }),
    number: z.string().nullable().meta({ description: 'The same without #' }),
    user_key: z.string().nullable(),
    phone: z
      .string()
      .nullable()
      .meta({ description: "The customer's number in E.164: the first valid one of the customer and the addresses" }),
    customer: JsonRecord.nullable(),
    currency: z.string().meta({ description: "ISO 4217 or Shopify's code, the shop's own; all amounts are in it" }),
    total: Money.meta({ description: 'After edits and refunds' }),
    payment_method: z.string().nullable().meta({ description: '`cod` for cash on delivery' }),
    shipping_address: JsonRecord.nullable(),
    items: z.array(JsonRecord).meta({ description: '`quantity` is what is left after edits and refunds' }),
    tags: z.array(z.string()),
    financial_status: z.string().nullable().meta({ description: 'As Shopify names it: pending, paid, voided …' }),
    fulfillment_status: z.string().nullable().meta({ description: 'unfulfilled, partial, fulfilled …' }),
    cancelled_at: Instant.nullable(),
    cancel_reason: z.string().nullable(),
    placed_at: Instant.nullable().meta({ description: 'When the customer placed it' }),
    note: z.string().nullable(),
    attributes: z.record(z.string(), z.string()).meta({ description: "Shopify's note attributes by their names" }),
    discount_codes: z.array(z.string()),
    shipping: z.array(z.object({ title: z.string().nullable(), code: z.string().nullable(), price: Money })),
    subtotal: Money.nullable(),
    total_discounts: Money.nullable(),
    total_shipping: Money.nullable(),
    total_tax: Money.nullable(),
    current_total: Money.nullable().meta({ description: 'The same as `total`; null where no shop said it' }),
    ordered_total: Money.nullable().meta({ description: 'What `total` was before edits and refunds' }),
    outstanding: Money.nullable().meta({ description: 'What is still to be paid' }),
    payment_gateways: z.array(z.string()).meta({ description: 'The payment methods as the shop names them' }),
    variables: JsonRecord,
    created_at: Instant,
    updated_at: Instant.meta({ description: "The shop's time of the change that is shown" }),
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
    // Of orders that were here before this was kept, all that is known is when they came.
    updated_at: formatInstant(order.updatedAt || order.createdAt, zone),
  };
}
