import type { Order } from '../../db/orders';

/** What a shop says of an order: of its row all that is not ours. */
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
