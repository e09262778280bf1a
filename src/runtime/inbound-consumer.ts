import { loadEventPayload } from '../domain/events/load-event-payload';
import { applyAccountEvent } from '../domain/inbound/apply-account-event';
import { applyMessages } from '../domain/inbound/apply-messages';
import { applyStatuses } from '../domain/inbound/apply-statuses';
import type { InboundEvent, WebhookEvent } from '../domain/inbound-event';
import { fetchMedia } from '../domain/messages/media/fetch-media';
import { applyOrders } from '../domain/orders/shopify/apply-orders';
import { loadDeliveryPayload } from '../domain/orders/shopify/load-delivery-payload';
import type { Deps } from '../domain/ports';
import { sendQuestion } from '../domain/replies/list-question/send-question';
import { groupByShard } from '../domain/shards/group-by-shard';
import { MOVING_RETRY_MS } from '../domain/shards/move-times';
import { describeError } from '../shared/describe-error';

type QueuedEvent = Message<InboundEvent>;
type LoadedEvent<Event> = { message: QueuedEvent; event: Event };
/** Applies events; gives those whose time has not come yet. */
type Apply<Event> = (events: Event[]) => Promise<Event[]>;

/** A failed event is tried again after 1, 2, 4 … 256 s, then goes to the dead letters. */
const retryLater = (message: QueuedEvent): void =>
  message.retry({ delaySeconds: 2 ** Math.min(message.attempts - 1, 8) });

async function tryOne(deps: Deps, delivery: QueuedEvent, work: () => Promise<unknown[]>): Promise<void> {
  try {
    if ((await work()).length > 0) retryLater(delivery);
    else delivery.ack();
  } catch (error) {
    const { type } = delivery.body;
    deps.log('inbound_failed', { type, attempts: delivery.attempts, error: describeError(error) });
    retryLater(delivery);
  }
}

/** Applies a lane's events together; where that fails one by one, so that one that can't be applied holds up no other. */
async function applyLane<Event>(deps: Deps, lane: LoadedEvent<Event>[], apply: Apply<Event>): Promise<void> {
  if (lane.length === 0) return;
  try {
    const later = await apply(lane.map(({ event }) => event));
    for (const { message: delivery, event } of lane) {
      if (later.includes(event)) retryLater(delivery);
      else delivery.ack();
    }
  } catch (error) {
    if (lane.length > 1) deps.log('inbound_batch_failed', { size: lane.length, error: describeError(error) });
    for (const { message: delivery, event } of lane) await tryOne(deps, delivery, async () => apply([event]));
  }
}

/** Those of the deliveries that `whole` knows, with what waits in the bucket for them. */
async function loadEvents<Event>(
  deps: Deps,
  deliveries: QueuedEvent[],
  whole: (event: InboundEvent) => Promise<Event> | null,
): Promise<LoadedEvent<Event>[]> {
  const loaded = await Promise.all(
    deliveries.map(async (delivery) => {
      try {
        const event = await whole(delivery.body);
        return event === null ? [] : [{ message: delivery, event }];
      } catch (error) {
        deps.log('inbound_not_loaded', { type: delivery.body.type, error: describeError(error) });
        retryLater(delivery);
        return [];
      }
    }),
  );
  return loaded.flat();
}

const isWebhookEvent = (event: InboundEvent): event is WebhookEvent =>
  event.type === 'message' || event.type === 'status' || event.type === 'account';

/** Work after which nothing is left for later. */
async function withoutDeferred(work: () => Promise<void>): Promise<never[]> {
  await work();
  return [];
}

/** Puts what can't be applied now into the queue anew, so that waiting uses up no tries. */
async function requeue(deps: Deps, deliveries: QueuedEvent[]): Promise<void> {
  if (deliveries.length === 0) return;
  try {
    await deps.queueInbound(
      deliveries.map(({ body }) => body),
      MOVING_RETRY_MS,
    );
    for (const delivery of deliveries) delivery.ack();
  } catch (error) {
    deps.log('inbound_not_queued', { error: describeError(error) });
    for (const delivery of deliveries) retryLater(delivery);
  }
}

/** Applies events of accounts in one database, each kind in a lane of its own, so that none waits for another. */
async function applyAll(deps: Deps, deliveries: QueuedEvent[]): Promise<void> {
  const [loaded, orders] = await Promise.all([
    loadEvents(deps, deliveries, (event) => (isWebhookEvent(event) ? loadEventPayload(deps, event) : null)),
    loadEvents(deps, deliveries, (event) => (event.type === 'order' ? loadDeliveryPayload(deps, event) : null)),
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
    ...lane('account').map((one) =>
      tryOne(deps, one.message, async () => withoutDeferred(() => applyAccountEvent(deps, one.event))),
    ),
    ...deliveries.map(async (delivery) => {
      const { body } = delivery;
      if (body.type === 'media')
        await tryOne(deps, delivery, async () => withoutDeferred(() => fetchMedia(deps, body)));
      if (body.type === 'question')
        await tryOne(deps, delivery, async () => withoutDeferred(() => sendQuestion(deps, body)));
    }),
  ]);
}

/** Applies what the webhooks queued and what came of it, where each account lives; later where that is just being moved. */
export async function consumeInbound(deps: Deps, batch: MessageBatch<InboundEvent>): Promise<void> {
  const deliveries = [...batch.messages];
  try {
    const { groups, moving } = await groupByShard(deps, deliveries, ({ body }) => body.account_id);
    await Promise.all([requeue(deps, moving), ...groups.map(({ deps: there, items }) => applyAll(there, items))]);
  } catch (error) {
    deps.log('inbound_not_routed', { size: deliveries.length, error: describeError(error) });
    for (const delivery of deliveries) retryLater(delivery);
  }
}
