import type { WebhookEvent } from '../domain/messages/inbound-event';
import { rawEvent } from '../domain/messages/raw-event';
import type { Deps } from '../domain/ports';
import { newId } from '../shared/ids';
import { isJsonObject } from '../shared/json';

/** Whether a message is an event of Meta's as we queued it, so that it can stand among the account's events. */
const isWebhookEvent = (body: unknown): body is WebhookEvent =>
  isJsonObject(body) &&
  typeof body.event_id === 'string' &&
  typeof body.account_id === 'string' &&
  typeof body.received_at === 'number' &&
  typeof body.field === 'string' &&
  isJsonObject(body.value) &&
  (body.type === 'message' || body.type === 'status' || body.type === 'account');

/**
 * Keeps whole what could not be applied after all tries; nothing is dropped. An event of Meta's webhook stands as failed
 * among the account's events, from where it can be replayed.
 */
export async function keepDeadLetters(deps: Deps, batch: MessageBatch): Promise<void> {
  const createdAt = deps.now();
  const bodies = batch.messages.map(({ body }) => body);
  const events = await Promise.all(bodies.filter(isWebhookEvent).map((event) => rawEvent(event, 'failed', null)));
  await deps.inboundEvents.keep(events);
  await deps.deadLetters.insert(
    bodies
      .filter((body) => !isWebhookEvent(body))
      .map((body) => {
        const accountId = isJsonObject(body) && typeof body.account_id === 'string' ? body.account_id : null;
        return { eventId: newId('evt'), accountId, queue: batch.queue, body, createdAt };
      }),
  );
  deps.log('dead_letters_kept', { queue: batch.queue, count: batch.messages.length });
}
