import type { OrderAction } from '../../order-delivery';
import type { OrderEvent } from '../../triggers/trigger';

type Action = { topic: string; on: OrderEvent };

/** What the webhook's address can name as its action: Shopify's topic, and the event as triggers name it. */
export const ORDER_ACTIONS = {
  creation: { topic: 'orders/create', on: 'order.created' },
  update: { topic: 'orders/updated', on: 'order.updated' },
  cancellation: { topic: 'orders/cancelled', on: 'order.cancelled' },
  fulfillment: { topic: 'orders/fulfilled', on: 'order.fulfilled' },
  payment: { topic: 'orders/paid', on: 'order.paid' },
} as const satisfies Record<OrderAction, Action>;
