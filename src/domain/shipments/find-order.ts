import { type OrderRef, orderNames } from '../../shared/orders/order-aliases';

type StoredOrder = { orderId: string; orderNumber: string | null };

/** Returns the order that a source names, among the orders of its store; null if none fits, or more than one. */
export function findOrderOf(order: OrderRef, stored: readonly StoredOrder[]): string | null {
  const { ids, numbers } = orderNames(order);
  const byId = stored.filter(({ orderId }) => ids.includes(orderId));
  const fitting = byId.length > 0 ? byId : stored.filter(({ orderNumber }) => numbers.includes(orderNumber ?? ''));
  const found = new Set(fitting.map(({ orderId }) => orderId));
  return found.size === 1 ? ([...found][0] ?? null) : null;
}
