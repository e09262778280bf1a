import type { Store } from '../../../db/stores/stores';
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
  // One webhook proves the set-up: a store need not have an order every day.
  const hasCome = store.webhookSeenAt !== null || store.webhookRefusedAt !== null;
  const checks = store.lastCheck?.checks ?? [];
  return [
    ...checklistSteps(SHOPIFY_CHECKS, checks),
    // Only an order shows this, so a store without orders has nothing to wait for.
    ...checklistSteps(
      ['shopify_customer_data'],
      checks.filter(({ status }) => status !== 'skipped'),
    ).filter(({ status }) => status !== 'unknown'),
    { name: 'webhook_address', status: hasAddress ? 'passed' : 'unknown', message: null },
    { name: 'shopify_webhook_received', status: hasCome ? 'passed' : 'unknown', message: null },
    ...checklistSteps(['shopify_webhook_signature'], checkShopifyWebhook(store, now)),
  ];
}
