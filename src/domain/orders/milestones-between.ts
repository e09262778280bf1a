import type { Order } from '../../db/orders/orders';
import type { OrderEvent } from '../triggers/trigger';

/** Returns whether an order was paid, fulfilled or cancelled between two versions, as events; `before` is null for a new order. */
export function milestonesBetween(before: Order | null, after: Order): OrderEvent[] {
  const became = (test: (order: Order) => boolean) => (before === null || !test(before)) && test(after);
  const events: OrderEvent[] = [];
  if (became((order) => order.financialStatus === 'paid')) events.push('order.paid');
  if (became((order) => order.fulfillmentStatus === 'fulfilled')) events.push('order.fulfilled');
  if (became((order) => order.cancelledAt !== null)) events.push('order.cancelled');
  return events;
}
