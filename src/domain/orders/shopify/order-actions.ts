import type { OrderAction } from '../../order-delivery';
import type { OrderEvent } from '../../triggers/trigger';

type Action = { topic: string; on: OrderEvent };

/** Maps the action in the webhook's URL to Shopify's topic and to the trigger event. */
export const ORDER_ACTIONS = {
  creation: { topic: 'orders/create', on: 'order.created' },
  update: { topic: 'orders/updated', on: 'order.updated' },
  cancellation: { topic: 'orders/cancelled', on: 'order.cancelled' },
  fulfillment: { topic: 'orders/fulfilled', on: 'order.fulfilled' },
  payment: { topic: 'orders/paid', on: 'order.paid' },
} as const satisfies Record<OrderAction, Action>;
