import { sha256Hex } from '../../../shared/crypto/hmac';
import { invalidMember } from '../../../shared/validation/invalid-member';
import { parseWebhookJson } from '../../events/parse-webhook-json';
import { queueEvents } from '../../events/queue-events';
import type { OrderAction } from '../../order-delivery';
import type { Context, Deps } from '../../ports';
import { newOrderDelivery, offloadDelivery } from './new-order-delivery';
import { ORDER_ACTIONS } from './order-actions';
import type { WebhookMaker } from './verify-order-webhook';

const MAX_HEADER_LENGTH = 200;

/** A webhook whose signature has been verified. Shopify signs the body only: the headers are hints. */
export type OrderWebhook = {
  storeId: string;
  action: OrderAction;
  bytes: Uint8Array<ArrayBuffer>;
  topic: string | null;
  webhookId: string | null;
  triggeredAt: string | null;
  maker: WebhookMaker;
};

function checkTopic({ topic, action }: OrderWebhook): void {
  const expected = ORDER_ACTIONS[action].topic;
  if (topic === null || topic.toLowerCase().replaceAll('_', '/') === expected) return;
  throw invalidMember('?action', 'topic_mismatch', `The action ${action} is for the topic ${expected}`);
}

/**
 * Queues a webhook from Shopify for one of the account's stores. Fails with validation_failed (the topic is not that of the
 * action), invalid_json, or unavailable when the queue does not accept it; Shopify then sends it again.
 */
export async function receiveOrderWebhook(
  deps: Pick<Deps, 'files' | 'log' | 'now' | 'queueInbound'>,
  { account }: Context,
  webhook: OrderWebhook,
): Promise<void> {
  const { storeId, action, bytes, webhookId, triggeredAt, maker } = webhook;
  checkTopic(webhook);
  const payload = parseWebhookJson(bytes);
  const delivery = newOrderDelivery(deps, {
    account_id: account.accountId,
    id_store: storeId,
    action,
    webhook_id: webhookId?.slice(0, MAX_HEADER_LENGTH) ?? null,
    digest: await sha256Hex(bytes),
    triggered_at: triggeredAt?.slice(0, MAX_HEADER_LENGTH) ?? null,
    payload,
    ...(maker === 'person' ? { by_hand: true } : {}),
  });
  await queueEvents(deps, async () => [await offloadDelivery(deps, delivery)]);
}
