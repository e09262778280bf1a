import type { OrderAction } from '../order-delivery';

/** What a webhook of Shopify's is about, as its URL says. */
export type WebhookAction = OrderAction | 'shipment' | 'fulfillment_order' | 'app';

const PATHS = ['/webhook/shopify', '/webhook/shopify/'];

/** Returns the URL of a shop's webhooks for an action. `origin` is that of this deployment. */
export const webhookAddress = (
  origin: string,
  { key, action, storeId }: { key: string; action: WebhookAction; storeId: string },
): string => `${origin}/webhook/shopify/?api_key=${encodeURIComponent(key)}&action=${action}&id_store=${storeId}`;

/** Whether a URL is that of a store's webhooks at one of these origins, with whatever key. */
export function isWebhookAddress(uri: string, { origins, storeId }: { origins: string[]; storeId: string }): boolean {
  const url = URL.parse(uri);
  return (
    url !== null &&
    origins.includes(url.origin) &&
    PATHS.includes(url.pathname) &&
    url.searchParams.get('id_store') === storeId
  );
}
