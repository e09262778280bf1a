import { z } from 'zod';
import type { Order } from '../../db/orders';
import { orderView } from '../../domain/orders/order-view';
import { formatInstant } from '../../shared/zone';
import { Instant, JsonRecord, Money } from './common';

export const OrderResource = z
  .object({
    id: z.string(),
    order_id: z.string(),
    id_store: z.string(),
    source: z.enum(['api', 'shopify']),
    order_number: z.string().nullable(),
    user_key: z.string().nullable(),
    customer: JsonRecord.nullable(),
    currency: z.string(),
    total: Money,
    payment_method: z.string().nullable(),
    shipping_address: JsonRecord.nullable(),
    items: z.array(JsonRecord),
    variables: JsonRecord,
    created_at: Instant,
  })
  .meta({ id: 'Order' });

export const presentOrder = (order: Order, zone: string): z.infer<typeof OrderResource> => ({
  id: order.id,
  source: order.source,
  ...(orderView(order) as Omit<z.infer<typeof OrderResource>, 'id' | 'source' | 'created_at'>),
  created_at: formatInstant(order.createdAt, zone),
});
