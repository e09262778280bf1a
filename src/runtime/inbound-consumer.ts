import { sendQueued } from '../domain/conversations/send/send-queued';
import { loadDeliveryPayload } from '../domain/events/load-delivery-payload';
import { loadEventPayload } from '../domain/events/load-event-payload';
import { applyAccountEvent } from '../domain/inbound/apply-account-event';
import { applyMessages } from '../domain/inbound/apply-messages';
import { applyStatuses } from '../domain/inbound/apply-statuses';
import type { InboundEvent, WebhookEvent } from '../domain/inbound-event';
import { fetchMedia } from '../domain/messages/media/fetch-media';
import { applyOrders } from '../domain/orders/shopify/apply-orders';
import { applyFulfillmentOrder } from '../domain/orders/shopify/holds/apply-fulfillment-order';
import type { Deps } from '../domain/ports';
import { sendQuestion } from '../domain/replies/list-question/send-question';
import { groupByShard } from '../domain/shards/group-by-shard';
import { MOVING_RETRY_MS } from '../domain/shards/move-times';
import { matchArrivedOrders } from '../domain/shipment-events/match-arrived-orders';
import { applyShipmentDeliveries } from '../domain/shipment-events/webhook/apply-shipment-deliveries';
import type { ArrivedOrder } from '../domain/shipments/plan-arrivals';
import { applyAppUninstalled } from '../domain/stores/uninstall/apply-app-uninstalled';
import { notifyWaiting } from '../domain/web-push/notify-waiting';
import { describeError } from '../shared/errors/describe-error';

type QueuedEvent = Message<InboundEvent>;
type LoadedEvent<Event> = { message: QueuedEvent; event: Event };
/** Applies events and returns those that must be retried later. */
type Apply<Event> = (events: Event[]) => Promise<Event[]>;

/** Retries a message after 1, 2, 4 … 256 s. The queue then moves it to the dead letter queue. */
const retryLater = (message: QueuedEvent): void =>
  message.retry({ delaySeconds: 2 ** Math.min(message.attempts - 1, 8) });

/** Runs the work of one message; retries the message if the work fails or returns an event for later. */
async function tryOne(deps: Deps, message: QueuedEvent, work: () => Promise<unknown[]>): Promise<void> {
  try {
    if ((await work()).length > 0) retryLater(message);
    else message.ack();
  } catch (error) {
    const { type } = message.body;
    deps.log('inbound_failed', { type, attempts: message.attempts, error: describeError(error) });
    retryLater(message);
  }
}

/** Applies the events of a lane as a batch. If that fails, applies each event on its own, so one failure does not stop the others. */
async function applyLane<Event>(deps: Deps, lane: LoadedEvent<Event>[], apply: Apply<Event>): Promise<void> {
  if (lane.length === 0) return;
  try {
    const deferred = await apply(lane.map(({ event }) => event));
    for (const { message, event } of lane) {
      if (deferred.includes(event)) retryLater(message);
      else message.ack();
    }
  } catch (error) {
    if (lane.length > 1) deps.log('inbound_batch_failed', { size: lane.length, error: describeError(error) });
    for (const { message, event } of lane) await tryOne(deps, message, async () => apply([event]));
  }
}

/** Loads the payloads that are stored in the bucket. Skips events for which `load` returns null. */
async function loadEvents<Event>(
  deps: Deps,
  messages: QueuedEvent[],
  load: (event: InboundEvent) => Promise<Event> | null,
): Promise<LoadedEvent<Event>[]> {
  const loaded = await Promise.all(
    messages.map(async (message) => {
      try {
        const event = await load(message.body);
        return event === null ? [] : [{ message, event }];
      } catch (error) {
        deps.log('inbound_not_loaded', { type: message.body.type, error: describeError(error) });
        retryLater(message);
        return [];
      }
    }),
  );
  return loaded.flat();
}

const isWebhookEvent = (event: InboundEvent): event is WebhookEvent =>
  event.type === 'message' || event.type === 'status' || event.type === 'account';

/** Runs work that defers no events. */
async function withoutDeferred(work: () => Promise<void>): Promise<never[]> {
  await work();
  return [];
}

/** Queues the messages of accounts that are being moved a second time: a retry would use up one of their attempts. */
async function requeue(deps: Deps, messages: QueuedEvent[]): Promise<void> {
  if (messages.length === 0) return;
  try {
    await deps.queueInbound(
      messages.map(({ body }) => body),
      MOVING_RETRY_MS,
    );
    for (const message of messages) message.ack();
  } catch (error) {
    deps.log('inbound_not_queued', { error: describeError(error) });
    for (const message of messages) retryLater(message);
  }
}

/** Returns the orders for which shipments have waited. */
const arrivedOrders = (messages: QueuedEvent[]): LoadedEvent<ArrivedOrder>[] =>
  messages.flatMap((message) => {
    const { body } = message;
    if (body.type !== 'arrived_order') return [];
    const { account_id: accountId, id_store: storeId, order_id: orderId, order_number: orderNumber } = body;
    return [{ message, event: { accountId, storeId, orderId, orderNumber } }];
  });

/** Applies the events of one database. Each kind of event has its own lane, and the lanes run concurrently. */
async function applyAll(deps: Deps, messages: QueuedEvent[]): Promise<void> {
  const [loaded, orders, shipments] = await Promise.all([
    loadEvents(deps, messages, (event) => (isWebhookEvent(event) ? loadEventPayload(deps, event) : null)),
    loadEvents(deps, messages, (event) => (event.type === 'order' ? loadDeliveryPayload(deps, event) : null)),
    loadEvents(deps, messages, (event) => (event.type === 'shipment' ? loadDeliveryPayload(deps, event) : null)),
  ]);
  const lane = (type: WebhookEvent['type']) => loaded.filter(({ event }) => event.type === type);
  await Promise.all([
    applyLane(deps, lane('status'), (events) => applyStatuses(deps, events)),
    applyLane(deps, lane('message'), async (events) =>
      withoutDeferred(() => {
        const statuses = lane('status').map(({ event }) => event);
        return applyMessages(deps, events, statuses);
      }),
    ),
    applyLane(deps, orders, async (deliveries) => withoutDeferred(() => applyOrders(deps, deliveries))),
    applyLane(deps, shipments, async (deliveries) => withoutDeferred(() => applyShipmentDeliveries(deps, deliveries))),
    applyLane(deps, arrivedOrders(messages), async (arrived) =>
      withoutDeferred(() => matchArrivedOrders(deps, arrived)),
    ),
    ...lane('account').map(({ message, event }) =>
      tryOne(deps, message, async () => withoutDeferred(() => applyAccountEvent(deps, event))),
    ),
    ...messages.map(async (message) => {
      const { body } = message;
      if (body.type === 'media') await tryOne(deps, message, async () => withoutDeferred(() => fetchMedia(deps, body)));
      if (body.type === 'fulfillment_order')
        await tryOne(deps, message, async () => withoutDeferred(() => applyFulfillmentOrder(deps, body)));
      if (body.type === 'app_uninstalled')
        await tryOne(deps, message, async () => withoutDeferred(() => applyAppUninstalled(deps, body)));
      if (body.type === 'send') await tryOne(deps, message, async () => withoutDeferred(() => sendQueued(deps, body)));
      if (body.type === 'question')
        await tryOne(deps, message, async () => withoutDeferred(() => sendQuestion(deps, body)));
      if (body.type === 'waiting')
        await tryOne(deps, message, async () => withoutDeferred(() => notifyWaiting(deps, body)));
    }),
  ]);
}

/** Applies queued events, each in the database of its account. Requeues those of accounts that are being moved. */
export async function consumeInbound(deps: Deps, batch: MessageBatch<InboundEvent>): Promise<void> {
  const messages = [...batch.messages];
  try {
    const { groups, moving } = await groupByShard(deps, messages, ({ body }) => body.account_id);
    await Promise.all([
      requeue(deps, moving),
      ...groups.map(({ deps: shardDeps, items }) => applyAll(shardDeps, items)),
    ]);
  } catch (error) {
    deps.log('inbound_not_routed', { size: messages.length, error: describeError(error) });
    for (const message of messages) retryLater(message);
  }
}
