import type { Order } from '../../db/orders/orders';

/** The columns of an order that come from the shop. */
export type OrderFacts = Pick<
  Order,
  | 'orderId'
  | 'orderNumber'
  | 'userKey'
  | 'phone'
  | 'customer'
  | 'currency'
  | 'total'
  | 'paymentMethod'
  | 'shippingAddress'
  | 'items'
  | 'tags'
  | 'financialStatus'
  | 'fulfillmentStatus'
  | 'details'
  | 'cancelledAt'
  | 'placedAt'
  | 'updatedAt'
>;
