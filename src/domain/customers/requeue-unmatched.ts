import type { StoredEvent } from '../../db/messages/unmatched-messages';
import type { WebhookEvent } from '../inbound-event';
import type { Deps } from '../ports';

/** Queues again messages that matched no request, now that their sender is known. */
export async function requeueUnmatched(deps: Pick<Deps, 'queueInbound'>, events: StoredEvent[]): Promise<void> {
  if (events.length === 0) return;
  await deps.queueInbound(events.map((event) => ({ ...(event as WebhookEvent), rematch: true as const })));
}
