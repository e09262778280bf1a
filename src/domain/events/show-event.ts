import type { AccountEvent } from '../../db/events';
import type { WebhookEvent } from '../messages/inbound-event';
import { loadClaimed } from '../messages/load-claimed';
import type { Context, Deps } from '../ports';
import { findEvent } from './find-event';

/** An event with all that came in, also where that lies in the bucket. */
export async function showEvent(deps: Deps, context: Context, eventId: string): Promise<AccountEvent> {
  const event = await findEvent(deps, context, eventId);
  return event.body === null ? event : { ...event, body: await loadClaimed(deps, event.body as WebhookEvent) };
}
