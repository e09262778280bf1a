import type { Store } from '../../../db/stores';
import { checkShopifyWebhook } from '../../../domain/stores/check/check-shopify-webhook';
import { type ChecklistStep, checklistSteps } from '../checklists/checklist-steps';

const SHOPIFY_CHECKS = [
  'shopify_reachable',
  'shopify_token',
  'shopify_scope_read_orders',
  'shopify_scope_write_orders',
  'shopify_scope_read_customers',
  'shopify_scope_write_fulfillment_orders',
] as const;

/** Builds the checklist of a Shopify store from its last check and its webhooks. */
export function shopifySteps(store: Store, { hasAddress, now }: { hasAddress: boolean; now: number }): ChecklistStep[] {
  // Once it has come it is set up, also in a shop that has no order every day.
  const hasCome = store.webhookSeenAt !== null || store.webhookRefusedAt !== null;
  const checks = store.lastCheck?.checks ?? [];
  return [
    ...checklistSteps(SHOPIFY_CHECKS, checks),
    // It is seen by an order: a shop that has none yet has nothing to wait for.
    ...checklistSteps(
      ['shopify_customer_data'],
      checks.filter(({ status }) => status !== 'skipped'),
    ).filter(({ status }) => status !== 'unknown'),
    { name: 'webhook_address', status: hasAddress ? 'passed' : 'unknown', message: null },
    { name: 'shopify_webhook_received', status: hasCome ? 'passed' : 'unknown', message: null },
    ...checklistSteps(['shopify_webhook_signature'], checkShopifyWebhook(store, now)),
  ];
}
