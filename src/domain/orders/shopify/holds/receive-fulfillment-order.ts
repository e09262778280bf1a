import type { JsonObject } from '../../../../shared/json/json';
import { objectOrEmpty } from '../../../../shared/json/read-json';
import { invalidMember } from '../../../../shared/validation/invalid-member';
import { queueEvents } from '../../../events/queue-events';
import type { Context, Deps } from '../../../ports';
import { parseWebhookBody } from '../parse-webhook-body';

const TOPICS = [
  'fulfillment_orders/order_routing_complete',
  'fulfillment_orders/placed_on_hold',
  'fulfillment_orders/hold_released',
  'fulfillment_orders/split',
  'fulfillment_orders/moved',
  'fulfillment_orders/merged',
  'fulfillment_holds/added',
  'fulfillment_holds/released',
];
const FULFILLMENT_ORDER = /^gid:\/\/shopify\/FulfillmentOrder\/\d{1,20}$/;
/** Shopify's limit is 64 characters; a longer handle is not ours. */
const MAX_HANDLE_LENGTH = 64;

const nameOf = (topic: string): string => topic.toLowerCase().replaceAll('/', '_');

function readTopic(topic: string | null): string {
  const name = topic === null ? null : nameOf(topic);
  if (name !== null && TOPICS.some((each) => nameOf(each) === name)) return name;
  const message = `The action fulfillment_order is for the topics ${TOPICS.join(', ')}`;
  throw invalidMember('?action', 'topic_mismatch', message);
}

function fulfillmentOrderIds(body: JsonObject): string[] {
  const objects = Object.values(body)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .map(objectOrEmpty);
  const ids = objects.flatMap(({ id }) => (typeof id === 'string' && FULFILLMENT_ORDER.test(id) ? [id] : []));
  return [...new Set(ids)].slice(0, 20);
}

function handleOf(body: JsonObject): string | null {
  const { handle } = objectOrEmpty(body.fulfillment_hold);
  return typeof handle === 'string' && handle.length <= MAX_HANDLE_LENGTH ? handle : null;
}

/**
 * Queues a webhook about a fulfillment order for one of the account's stores; one that names none is ignored. Fails with
 * validation_failed (the topic is not one of the action), invalid_json, or unavailable when the queue does not accept it.
 */
export async function receiveFulfillmentOrder(
  deps: Pick<Deps, 'log' | 'now' | 'queueInbound'>,
  { account }: Context,
  webhook: { storeId: string; topic: string | null; bytes: Uint8Array<ArrayBuffer> },
): Promise<void> {
  const topic = readTopic(webhook.topic);
  const body = parseWebhookBody(webhook.bytes);
  const ids = fulfillmentOrderIds(body);
  if (ids.length === 0) return;
  const received_at = deps.now();
  await queueEvents(deps, async () => [
    {
      type: 'fulfillment_order',
      account_id: account.accountId,
      id_store: webhook.storeId,
      topic,
      fulfillment_order_ids: ids,
      handle: handleOf(body),
      received_at,
    },
  ]);
}
