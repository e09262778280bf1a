import { newId } from '../../shared/crypto/ids';
import { isJsonObject } from '../../shared/json/json';
import { rawEvent } from '../events/raw-event';
import type { WebhookEvent } from '../inbound-event';
import type { OrderDelivery } from '../order-delivery';
import { eventOfDelivery } from '../orders/shopify/delivery-event';
import type { Deps } from '../ports';
import type { ShipmentDelivery } from '../shipment-delivery';
import { eventOfShipmentDelivery } from '../shipment-events/webhook/shipment-delivery-event';

/** Whether a message is a webhook event of Meta's in the form in which the Worker queues it. */
const isWebhookEvent = (body: unknown): body is WebhookEvent =>
  isJsonObject(body) &&
  typeof body.event_id === 'string' &&
  typeof body.cause === 'string' &&
  typeof body.account_id === 'string' &&
  typeof body.received_at === 'number' &&
  typeof body.field === 'string' &&
  isJsonObject(body.value) &&
  (body.type === 'message' || body.type === 'status' || body.type === 'account');

/** Whether a message is a webhook of Shopify's in the form in which the Worker queues it. */
const isOrderDelivery = (body: unknown): body is OrderDelivery =>
  isJsonObject(body) &&
  body.type === 'order' &&
  typeof body.event_id === 'string' &&
  typeof body.account_id === 'string' &&
  typeof body.id_store === 'string' &&
  typeof body.digest === 'string' &&
  typeof body.received_at === 'number' &&
  typeof body.payload === 'string';

/** Whether a message is a webhook about shipments in the form in which the Worker queues it. */
const isShipmentDelivery = (body: unknown): body is ShipmentDelivery =>
  isJsonObject(body) &&
  body.type === 'shipment' &&
  typeof body.event_id === 'string' &&
  typeof body.account_id === 'string' &&
  typeof body.id_store === 'string' &&
  typeof body.source === 'string' &&
  typeof body.digest === 'string' &&
  typeof body.received_at === 'number' &&
  typeof body.payload === 'string';

/** Returns the account of a queue message; null if the message does not name one. */
export const accountOfMessage = (body: unknown): string | null =>
  isJsonObject(body) && typeof body.account_id === 'string' ? body.account_id : null;

const FAILED_RESULT = { state: 'failed', orderId: null, userKey: null, reason: null } as const;

/**
 * Stores queue messages that could not be processed. A webhook becomes a failed event of its account, which can be
 * replayed; any other message becomes a dead letter.
 */
export async function storeDeadLetters(
  deps: Pick<Deps, 'deadLetters' | 'inboundEvents' | 'now'>,
  { queue, bodies }: { queue: string; bodies: unknown[] },
): Promise<void> {
  await deps.inboundEvents.upsert([
    ...bodies.filter(isWebhookEvent).map((event) => rawEvent(event, 'failed', null)),
    ...bodies.filter(isOrderDelivery).map((delivery) => eventOfDelivery(delivery, FAILED_RESULT)),
    ...bodies
      .filter(isShipmentDelivery)
      .map((delivery) => eventOfShipmentDelivery(delivery, { state: 'failed', order: undefined, reason: null })),
  ]);
  const createdAt = deps.now();
  await deps.deadLetters.insert(
    bodies
      .filter((body) => !isWebhookEvent(body) && !isOrderDelivery(body) && !isShipmentDelivery(body))
      .map((body) => ({ eventId: newId('evt'), accountId: accountOfMessage(body), queue, body, createdAt })),
  );
}
