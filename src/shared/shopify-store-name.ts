/** What Shopify calls a store: the first label of its myshopify.com name. It goes into a host, so nothing else may pass. */
export const SHOPIFY_STORE_NAME = /^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/;
