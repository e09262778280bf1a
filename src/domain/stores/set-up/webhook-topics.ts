import type { WebhookAction } from '../webhook-address';

/** A topic of Shopify's to subscribe to, the action in the URL, and the scopes of which the app needs one. */
export type WebhookTopic = { topic: string; action: WebhookAction; anyOf: readonly string[] };

/** A write scope includes reading. */
const readsAndWrites = (...names: string[]): string[] => names.flatMap((name) => [`read_${name}`, `write_${name}`]);

const ORDERS = readsAndWrites('orders');
const FULFILLMENTS = readsAndWrites('fulfillments');
const FULFILLMENT_ORDERS = readsAndWrites(
  'merchant_managed_fulfillment_orders',
  'assigned_fulfillment_orders',
  'third_party_fulfillment_orders',
);

const topicsOf = (action: WebhookAction, anyOf: readonly string[], ...topics: string[]): WebhookTopic[] =>
  topics.map((topic) => ({ topic, action, anyOf }));

/** Every topic that the webhook of Shopify takes. */
export const WEBHOOK_TOPICS: readonly WebhookTopic[] = [
  ...topicsOf('creation', ORDERS, 'ORDERS_CREATE'),
  ...topicsOf('update', ORDERS, 'ORDERS_UPDATED'),
  ...topicsOf('cancellation', ORDERS, 'ORDERS_CANCELLED'),
  ...topicsOf('fulfillment', ORDERS, 'ORDERS_FULFILLED'),
  ...topicsOf('payment', ORDERS, 'ORDERS_PAID'),
  ...topicsOf(
    'shipment',
    FULFILLMENTS,
    'FULFILLMENTS_CREATE',
    'FULFILLMENTS_UPDATE',
    'FULFILLMENT_EVENTS_CREATE',
    'FULFILLMENT_EVENTS_DELETE',
  ),
  ...topicsOf(
    'fulfillment_order',
    FULFILLMENT_ORDERS,
    'FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE',
    'FULFILLMENT_ORDERS_PLACED_ON_HOLD',
    'FULFILLMENT_ORDERS_HOLD_RELEASED',
    'FULFILLMENT_ORDERS_SPLIT',
    'FULFILLMENT_ORDERS_MOVED',
    'FULFILLMENT_ORDERS_MERGED',
    'FULFILLMENT_HOLDS_ADDED',
    'FULFILLMENT_HOLDS_RELEASED',
  ),
  ...topicsOf('app', [], 'APP_UNINSTALLED'),
];

/** Whether an app with these scopes may subscribe to a topic. */
export const maySubscribe = ({ anyOf }: WebhookTopic, granted: string[]): boolean =>
  anyOf.length === 0 || anyOf.some((scope) => granted.includes(scope));
