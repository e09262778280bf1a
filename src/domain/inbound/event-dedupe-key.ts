import { inboundContentKey, inboundMessageKey, inboundStatusKey } from '../../shared/crypto/dedupe-key';
import { sha256Hex } from '../../shared/crypto/hmac';
import type { WebhookEvent } from '../inbound-event';
import { wamidOf } from '../messages/wamid-of';

const STATUS = /^\w{1,60}$/;

/** Returns an event's dedupe key: message id (plus status for a status event), else a digest of the content. */
export async function eventDedupeKey({
  type,
  channel_id,
  waba_id,
  field,
  value,
}: Pick<WebhookEvent, 'type' | 'channel_id' | 'waba_id' | 'field' | 'value'>): Promise<string> {
  const wamid = wamidOf(value.id);
  const source = channel_id ?? waba_id ?? '';
  if (wamid !== null && type === 'message') return inboundMessageKey(source, wamid);
  if (wamid !== null && type === 'status' && typeof value.status === 'string' && STATUS.test(value.status)) {
    return inboundStatusKey(source, wamid, value.status);
  }
  return inboundContentKey(type, source, await sha256Hex(JSON.stringify([field, value])));
}
