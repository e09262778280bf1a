import type { Order } from '../../db/orders';
import type { JsonObject } from '../../shared/json';
import { currencyDecimals, formatMoney } from '../../shared/money';

/** An order as conditions and answers name its members. */
export const orderView = (order: Order): JsonObject => ({
  order_id: order.orderId,
  id_store: order.idStore,
  order_number: order.orderNumber,
  user_key: order.userKey,
  customer: order.customer,
  currency: order.currency,
  total: formatMoney(order.total, currencyDecimals(order.currency)),
  payment_method: order.paymentMethod,
  shipping_address: order.shippingAddress,
  items: order.items,
  variables: order.variables,
});
