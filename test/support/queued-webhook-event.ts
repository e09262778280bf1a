import { eventDedupeKey } from '../../src/domain/inbound/event-dedupe-key';
import type { WebhookEvent } from '../../src/domain/inbound-event';
import { newId } from '../../src/shared/crypto/ids';
import type { Scene } from './scene';

/** Returns a queued message or status of a scene's number. */
export async function queuedWebhookEvent(
  { accountId, channelId }: Pick<Scene, 'accountId' | 'channelId'>,
  { type, value, receivedAt }: Pick<WebhookEvent, 'type' | 'value'> & { receivedAt: number },
): Promise<WebhookEvent> {
  const event = { type, channel_id: channelId, waba_id: null, field: 'messages', value };
  return {
    ...event,
    event_id: newId('evt'),
    cause: await eventDedupeKey(event),
    account_id: accountId,
    received_at: receivedAt,
    contact: null,
    claim: null,
  };
}
