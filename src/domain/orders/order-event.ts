import type { Order } from '../../db/orders';
import type { JsonObject } from '../../shared/json';
import type { OrderEvent } from '../triggers/trigger';
import { orderView } from './order-view';

/** One event of an order; `eventId` tells apart those that can come more than once in an order's life. */
export type OrderEventContext = { on: OrderEvent; order: Order; eventId: string | null };

/** What a condition sees of an order's event. */
export const orderEventScope = (order: Order, variables: JsonObject): JsonObject => ({
  order: orderView(order),
  variables,
});
