import { rawEvent } from '../domain/inbound/raw-event';
import type { WebhookEvent } from '../domain/inbound-event';
import type { OrderDelivery } from '../domain/order-delivery';
import { eventOfDelivery } from '../domain/orders/shopify/delivery-event';
import type { Deps } from '../domain/ports';
import { groupByShard } from '../domain/shards/group-by-shard';
import { describeError } from '../shared/describe-error';
import { newId } from '../shared/ids';
import { isJsonObject } from '../shared/json';

const RETRY_S = 60;
/** So long that the tries last for the move of a large account. */
const MOVING_RETRY_S = 300;

/** Whether a message is an event of Meta's as we queued it, so that it can stand among the account's events. */
const isWebhookEvent = (body: unknown): body is WebhookEvent =>
  isJsonObject(body) &&
  typeof body.event_id === 'string' &&
  typeof body.cause === 'string' &&
  typeof body.account_id === 'string' &&
  typeof body.received_at === 'number' &&
  typeof body.field === 'string' &&
  isJsonObject(body.value) &&
  (body.type === 'message' || body.type === 'status' || body.type === 'account');

/** The same for what was told of an order. */
const isOrderDelivery = (body: unknown): body is OrderDelivery =>
  isJsonObject(body) &&
  body.type === 'order' &&
  typeof body.event_id === 'string' &&
  typeof body.account_id === 'string' &&
  typeof body.id_store === 'string' &&
  typeof body.digest === 'string' &&
  typeof body.received_at === 'number' &&
  typeof body.payload === 'string';

const accountOf = (body: unknown): string | null =>
  isJsonObject(body) && typeof body.account_id === 'string' ? body.account_id : null;

const FAILED_RESULT = { state: 'failed', orderId: null, userKey: null, reason: null } as const;

async function storeBodies(deps: Deps, queue: string, bodies: unknown[]): Promise<void> {
  await deps.inboundEvents.upsert([
    ...bodies.filter(isWebhookEvent).map((event) => rawEvent(event, 'failed', null)),
    ...bodies.filter(isOrderDelivery).map((delivery) => eventOfDelivery(delivery, FAILED_RESULT)),
  ]);
  const createdAt = deps.now();
  await deps.deadLetters.insert(
    bodies
      .filter((body) => !isWebhookEvent(body) && !isOrderDelivery(body))
      .map((body) => ({ eventId: newId('evt'), accountId: accountOf(body), queue, body, createdAt })),
  );
}

async function storeBatch(deps: Deps, queue: string, messages: Message[]): Promise<void> {
  try {
    await storeBodies(
      deps,
      queue,
      messages.map(({ body }) => body),
    );
    deps.log('dead_letters_kept', { queue, count: messages.length });
  } catch (error) {
    deps.log('dead_letters_failed', { queue, count: messages.length, error: describeError(error) });
    for (const message of messages) {
      await storeBodies(deps, queue, [message.body]).then(
        () => message.ack(),
        () => message.retry({ delaySeconds: RETRY_S }),
      );
    }
  }
}

/**
 * Keeps whole what could not be applied after all tries; nothing is dropped, and one that can't even be kept holds up no
 * other. An event of a webhook stands as failed among the account's events, from where it can be replayed.
 */
export async function storeDeadLetters(deps: Deps, { queue, messages }: MessageBatch): Promise<void> {
  const { groups, moving } = await groupByShard(deps, [...messages], ({ body }) => accountOf(body));
  for (const message of moving) message.retry({ delaySeconds: MOVING_RETRY_S });
  await Promise.all(groups.map(({ deps: there, items }) => storeBatch(there, queue, items)));
}
