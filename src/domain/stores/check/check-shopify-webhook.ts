import type { Store } from '../../../db/stores/stores';
import { type Check, failed, passed, skipped, warning } from '../../../shared/validation/check';

const RECEIVED = 'shopify_webhook_received';
const SIGNATURE = 'shopify_webhook_signature';
const DAY_MS = 86_400_000;

const RECEIVED_REMEDY =
  'In Shopify, under Settings > Notifications > Webhooks, create one for "Order creation" as JSON, to …/webhook/shopify/?action=creation with your api_key and this id_store; then send a test notification.';
const SIGNATURE_REMEDY =
  'Copy the key from "Your webhooks will be signed with …" under Settings > Notifications > Webhooks into shopify_webhook_secret; for a webhook of an app it is the client secret of the app.';

/** Checks whether a webhook was received in the last day, and whether the last one had a valid signature. */
export function checkShopifyWebhook(
  store: Pick<Store, 'webhookSeenAt' | 'webhookRefusedAt' | 'shopifyWebhookSecret' | 'shopifyClientSecret'>,
  now: number,
): Check[] {
  const { webhookSeenAt: seen, webhookRefusedAt: refused } = store;
  const isRecent = seen !== null && seen > now - DAY_MS;
  const isRefused = refused !== null && refused > (seen ?? 0);
  const received = isRecent
    ? passed(RECEIVED, 'A webhook was received within the last day.')
    : warning(
        RECEIVED,
        seen === null ? 'No webhook has been received yet.' : 'No webhook was received within the last day.',
        `If the shop had orders: ${RECEIVED_REMEDY}`,
      );
  if (isRefused) {
    return [
      received,
      failed(SIGNATURE, 'The last webhook was refused: it was signed with another key.', SIGNATURE_REMEDY),
    ];
  }
  if (store.shopifyWebhookSecret === null) {
    const unsigned =
      store.shopifyClientSecret === null
        ? 'The store has no shopify_webhook_secret: anybody who knows the URL can send orders.'
        : 'The store has no shopify_webhook_secret: only webhooks of the app are accepted, none that was made by hand.';
    return [received, warning(SIGNATURE, unsigned, SIGNATURE_REMEDY)];
  }
  return [
    received,
    seen === null
      ? skipped(SIGNATURE, 'There was no webhook to check.')
      : passed(SIGNATURE, 'The signature of the last webhook is valid.'),
  ];
}
