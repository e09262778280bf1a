import type { Store } from '../../../../../db/stores';
import { checkShopifyWebhook } from '../../../../../domain/stores/check/check-shopify-webhook';
import { type Step, stepsOf } from '../checks/steps';

const ASKED = [
  'shopify_reachable',
  'shopify_token',
  'shopify_scope_read_orders',
  'shopify_scope_write_orders',
  'shopify_scope_read_customers',
  'shopify_scope_write_fulfillment_orders',
] as const;
const SEEN = ['shopify_webhook_received', 'shopify_webhook_signature'] as const;

/** The steps of a shop: what Shopify last said, and what of its webhooks is known now. */
export const shopifySteps = (store: Store, { hasAddress, now }: { hasAddress: boolean; now: number }): Step[] => [
  ...stepsOf(ASKED, store.lastCheck?.checks ?? []),
  { name: 'webhook_address', status: hasAddress ? 'passed' : 'unknown', message: null },
  ...stepsOf(SEEN, checkShopifyWebhook(store, now)),
];
