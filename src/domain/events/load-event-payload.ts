import { isJsonObject } from '../../shared/json';
import type { WebhookEvent } from '../inbound-event';
import type { Deps } from '../ports';

/** Gives an event its value where that waits in the bucket. Throws when it is not there: the event is tried again. */
export async function loadEventPayload(deps: Deps, event: WebhookEvent): Promise<WebhookEvent> {
  if (event.claim === null) return event;
  const stored = await deps.files.text(event.claim);
  const loaded: unknown = stored === null ? null : JSON.parse(stored);
  if (!isJsonObject(loaded) || !isJsonObject(loaded.value)) throw new Error('the claimed event is not in the bucket');
  return { ...event, value: loaded.value, contact: isJsonObject(loaded.contact) ? loaded.contact : null };
}
