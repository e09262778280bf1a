import { isJsonObject } from '../../shared/json/json';
import type { WebhookEvent } from '../inbound-event';
import type { Deps } from '../ports';

/** Loads an event's value and contact from R2 if they are stored there. Throws if they are missing: the queue then retries. */
export async function loadEventPayload(deps: Pick<Deps, 'files'>, event: WebhookEvent): Promise<WebhookEvent> {
  if (event.claim === null) return event;
  const stored = await deps.files.text(event.claim);
  const loaded: unknown = stored === null ? null : JSON.parse(stored);
  if (!isJsonObject(loaded) || !isJsonObject(loaded.value))
    throw new Error('the payload of the event is not in the bucket');
  return { ...event, value: loaded.value, contact: isJsonObject(loaded.contact) ? loaded.contact : null };
}
