import type { Order } from '../../db/orders/orders';
import type { OrderDetails } from '../../db/schema';
import type { JsonObject } from '../../shared/json/json';
import { formatAmount } from '../../shared/numbers/money';
import type { OrderFacts } from './order-facts';

/** The details of an order from a merchant's own system, which has none. */
const NO_DETAILS: OrderDetails = {
  cancel_reason: null,
  note: null,
  attributes: {},
  discount_codes: [],
  shipping: [],
  subtotal: null,
  total_discounts: null,
  total_shipping: null,
  total_tax: null,
  current_total: null,
  ordered_total: null,
  outstanding: null,
  payment_gateways: [],
};

const isoInstant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** Makes the view of an order for conditions, templates and responses (docs/order-model.md), the same for every source. */
export const orderView = (order: OrderFacts & Pick<Order, 'storeId' | 'variables'>): JsonObject => ({
  order_id: order.orderId,
  id_store: order.storeId,
  order_number: order.orderNumber,
  number: order.orderNumber?.replace(/^#/, '') ?? null,
  user_key: order.userKey,
  phone: order.phone,
  customer: order.customer,
  currency: order.currency,
  total: formatAmount(order.total, order.currency),
  payment_method: order.paymentMethod,
  shipping_address: order.shippingAddress,
  items: order.items,
  tags: order.tags,
  financial_status: order.financialStatus,
  fulfillment_status: order.fulfillmentStatus,
  cancelled_at: isoInstant(order.cancelledAt),
  placed_at: isoInstant(order.placedAt),
  // Orders of earlier versions lack newer members.
  ...NO_DETAILS,
  ...order.details,
  variables: order.variables,
});
