import type { Order } from '../db/orders/orders';
import type { MappedStatus } from '../shared/orders/mapped-status';

/** The shipping platforms whose webhooks are received. */
export const SHIPPING_PLATFORMS = ['qapla', 'aftership', 'sendcloud', 'shippypro'] as const;
export type ShippingPlatform = (typeof SHIPPING_PLATFORMS)[number];

/** One webhook about shipments, of Shopify or of a shipping platform. */
export type ShipmentDelivery = {
  type: 'shipment';
  /** Made on receipt, so that it is the same however often the queue delivers it. */
  event_id: string;
  account_id: string;
  id_store: string;
  source: ShippingPlatform | 'shopify';
  /** Shopify's topic, such as `fulfillments/update`; null for the other sources. */
  topic: string | null;
  /** Shopify's id of the delivery, the same on every retry; it is not signed. */
  webhook_id: string | null;
  /** SHA-256 of the payload. */
  digest: string;
  received_at: number;
  /** The received text, without the key by which the sender proves itself. */
  payload: string;
  /** The R2 key of the payload when it is stored there and empty here. */
  claim: string | null;
  /** The store's setting when the webhook came: statuses after which a parcel is usually held are holds. Absent for no. */
  treat_as_held?: true;
  /** What the merchant said then that the platform's texts mean. Absent for nothing. */
  statuses?: MappedStatus[];
};

/** Says that an order has come for which shipments wait. */
export type ArrivedOrderEvent = {
  type: 'arrived_order';
  account_id: string;
  id_store: string;
  order_id: string;
  order_number: string | null;
};

export const arrivedOrderEvent = (
  order: Pick<Order, 'accountId' | 'storeId' | 'orderId' | 'orderNumber'>,
): ArrivedOrderEvent => ({
  type: 'arrived_order',
  account_id: order.accountId,
  id_store: order.storeId,
  order_id: order.orderId,
  order_number: order.orderNumber,
});
