import type { JsonObject } from '../../../shared/json/json';

const MEMBERS = ['shopify_token_app', 'shopify_client_id', 'shopify_client_secret', 'shopify_webhook_secret'] as const;

/** Extracts the store name from a pasted store or admin URL. */
const storeNameOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^admin\.shopify\.com\/store\//, '')
    .replace(/[/?#].*$/, '')
    .replace(/\.myshopify\.com$/, '');

/** The submitted members; empty ones are left out, so that the stored values stay. */
export function readShopifyForm(form: URLSearchParams): JsonObject {
  const member = (name: string): string => (form.get(name) ?? '').trim();
  const given = MEMBERS.map((name) => [name, member(name)]).filter(([, value]) => value !== '');
  const storeName = storeNameOf(member('shopify_store_name'));
  return { name: member('name') || storeName, shopify_store_name: storeName, ...Object.fromEntries(given) };
}
