/** Shopify's name of a store, the first label of its myshopify.com domain. Strict, because it becomes part of a host. */
export const SHOPIFY_STORE_NAME = /^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/;
