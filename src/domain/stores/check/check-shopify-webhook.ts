import type { Store } from '../../../db/stores';
import { type Check, failed, passed, skipped, warning } from '../../../shared/check';

const RECEIVED = 'shopify_webhook_received';
const SIGNATURE = 'shopify_webhook_signature';
const DAY_MS = 86_400_000;

const RECEIVED_REMEDY =
  'In Shopify, under Settings > Notifications > Webhooks, make one for "Order creation" as JSON, to …/webhook/shopify/?action=creation with your api_key and this id_store; then send a test notification.';
const SIGNATURE_REMEDY =
  'Copy the key from "Your webhooks will be signed with …" under Settings > Notifications > Webhooks into shopify_webhook_secret; for a webhook of an app it is the client secret of the app.';

/** Says whether the store's webhook came in the last day, and whether the last one was signed rightly. */
export function checkShopifyWebhook(store: Store, now: number): Check[] {
  const { webhookSeenAt: seen, webhookRefusedAt: refused } = store;
  const isRecent = seen !== null && seen > now - DAY_MS;
  const isRefused = refused !== null && refused > (seen ?? 0);
  const received = isRecent
    ? passed(RECEIVED, 'A webhook came within the last day.')
    : warning(
        RECEIVED,
        seen === null ? 'No webhook has come yet.' : 'No webhook came within the last day.',
        `If the shop had orders: ${RECEIVED_REMEDY}`,
      );
  if (isRefused) {
    return [
      received,
      failed(SIGNATURE, 'The last webhook was signed with another key, and refused.', SIGNATURE_REMEDY),
    ];
  }
  if (store.shopifyWebhookSecret === null) {
    const open = 'The store has no shopify_webhook_secret: whoever knows the address can send orders.';
    return [received, warning(SIGNATURE, open, SIGNATURE_REMEDY)];
  }
  return [
    received,
    seen === null
      ? skipped(SIGNATURE, 'There was no webhook to look at.')
      : passed(SIGNATURE, 'The last webhook was signed rightly.'),
  ];
}
