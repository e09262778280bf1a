/** A queue accepts 100 messages and 256 KB in one batch, and a delay of at most 12 hours. */
const MAX_BATCH_MESSAGES = 100;
const MAX_BATCH_BYTES = 240_000;
const MAX_DELAY_S = 43_200;

/** A wake-up that an older version queued does not have the account. */
export type PushWakeUp = { push_id: string; account_id?: string };

/** Creates a function that queues wake-ups for pushes. It skips delays over the queue's limit: the sweep wakes those pushes. */
export const makePushQueue =
  (queue: Queue<PushWakeUp>) =>
  async (wakeUps: { pushId: string; accountId: string; delayMs: number }[]): Promise<void> => {
    const messages = wakeUps
      .map(({ pushId, accountId, delayMs }) => ({
        body: { push_id: pushId, account_id: accountId },
        delaySeconds: Math.max(Math.ceil(delayMs / 1_000), 0),
      }))
      .filter(({ delaySeconds }) => delaySeconds <= MAX_DELAY_S);
    for (let i = 0; i < messages.length; i += MAX_BATCH_MESSAGES)
      await queue.sendBatch(messages.slice(i, i + MAX_BATCH_MESSAGES));
  };

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
  <Event>(queue: Queue<Event>) =>
  async (events: Event[], delayMs = 0): Promise<void> => {
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
