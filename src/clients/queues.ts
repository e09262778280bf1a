import { type Clock, withClock } from '../shared/time/clock';

/** A queue accepts 100 messages and 256 KB in one batch, and a delay of at most 12 hours. */
const MAX_BATCH_MESSAGES = 100;
const MAX_BATCH_BYTES = 240_000;
const MAX_DELAY_S = 43_200;

/** A wake-up that an older version queued does not have the account. */
export type PushWakeUp = { push_id: string; account_id?: string; now?: number };

/** An account has new events to dispatch; or the delivery of one of its events to a subscription is due. */
export type EventWakeUp = {
  account_id: string;
  delivery: { subscription_id: string; event_id: string } | null;
  now?: number;
};

/** Sends wake-ups. It skips delays over the queue's limit: the sweep finds what is due then. */
async function sendWakeUps<Body>(queue: Queue<Body>, wakeUps: { body: Body; delayMs: number }[]): Promise<void> {
  const messages = wakeUps
    .map(({ body, delayMs }) => ({ body, delaySeconds: Math.max(Math.ceil(delayMs / 1_000), 0) }))
    .filter(({ delaySeconds }) => delaySeconds <= MAX_DELAY_S);
  for (let i = 0; i < messages.length; i += MAX_BATCH_MESSAGES)
    await queue.sendBatch(messages.slice(i, i + MAX_BATCH_MESSAGES));
}

/** Creates a function that queues wake-ups for pushes. */
export const makePushQueue =
  (queue: Queue<PushWakeUp>, clock: Pick<Clock, 'ahead'>) =>
  (wakeUps: { pushId: string; accountId: string; delayMs: number }[]): Promise<void> =>
    sendWakeUps(
      queue,
      wakeUps.map(({ pushId, accountId, delayMs }) => ({
        body: withClock({ push_id: pushId, account_id: accountId }, clock, delayMs),
        delayMs,
      })),
    );

/** Creates a function that queues wake-ups for the events of accounts, or for single deliveries of them. */
export const makeEventWakeUpQueue =
  (queue: Queue<EventWakeUp>, clock: Pick<Clock, 'ahead'>) =>
  (
    wakeUps: {
      accountId: string;
      delivery: { subscriptionId: string; eventId: string } | null;
      delayMs: number;
    }[],
  ): Promise<void> =>
    sendWakeUps(
      queue,
      wakeUps.map(({ accountId, delivery, delayMs }) => ({
        body: withClock(
          {
            account_id: accountId,
            delivery: delivery && { subscription_id: delivery.subscriptionId, event_id: delivery.eventId },
          },
          clock,
          delayMs,
        ),
        delayMs,
      })),
    );

/** Splits events into batches within the queue's limits. */
function batchesOf<Event>(events: Event[]): Event[][] {
  const batches: Event[][] = [];
  let bytes = 0;
  for (const event of events) {
    const size = new TextEncoder().encode(JSON.stringify(event)).length;
    const last = batches.at(-1);
    if (!last || last.length === MAX_BATCH_MESSAGES || bytes + size > MAX_BATCH_BYTES) {
      batches.push([event]);
      bytes = size;
    } else {
      last.push(event);
      bytes += size;
    }
  }
  return batches;
}

/** Creates a function that queues events in as few batches as possible. */
export const makeEventQueue =
  <Event extends object>(queue: Queue<Event>, clock: Pick<Clock, 'ahead'>) =>
  async (unclocked: Event[], delayMs = 0): Promise<void> => {
    const events = unclocked.map((event) => withClock(event, clock, delayMs));
    const delay = delayMs === 0 ? {} : { delaySeconds: Math.ceil(delayMs / 1_000) };
    const [only, ...others] = events;
    if (only !== undefined && others.length === 0) {
      await queue.send(only, { contentType: 'json', ...delay });
      return;
    }
    for (const batch of batchesOf(events)) {
      await queue.sendBatch(batch.map((body) => ({ body, contentType: 'json' as const, ...delay })));
    }
  };
