import { describeError } from '../../shared/describe-error';
import { hexDecode } from '../../shared/encoding';
import { Failure } from '../../shared/failure';
import { isJsonObject } from '../../shared/json';
import { findSigned } from '../channels/find-signed';
import type { Deps } from '../ports';
import type { InboundEvent } from './inbound-event';
import { numbersOf, splitDelivery } from './split-delivery';

const PREFIX = 'sha256=';

/**
 * Accepts one delivery of Meta: every number in it must be a channel whose app secret signs the very bytes that came.
 * Fails with invalid_signature, invalid_json, or unavailable when the queue does not take it, and Meta sends it again.
 */
export async function receiveDelivery(
  deps: Deps,
  { bytes, signature }: { bytes: Uint8Array<ArrayBuffer>; signature: string | undefined },
): Promise<void> {
  const claimed = signature?.startsWith(PREFIX) ? hexDecode(signature.slice(PREFIX.length)) : null;
  if (!claimed) throw new Failure('invalid_signature');
  let delivery: unknown;
  try {
    delivery = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new Failure('invalid_json');
  }
  if (!isJsonObject(delivery)) throw new Failure('invalid_json', 'The body is not an object');
  const numbers = numbersOf(delivery);
  const signed = new Map(
    await Promise.all(
      numbers.map(async (number) => {
        const channels = await findSigned(deps, { phoneNumberId: number, bytes, signature: claimed });
        return [number, channels] as const;
      }),
    ),
  );
  if (numbers.length === 0 || [...signed.values()].some((channels) => channels.length === 0)) {
    throw new Failure('invalid_signature', 'The delivery is for a number that is not here, or not signed by its app');
  }
  const receivedAt = deps.now();
  const events = splitDelivery(delivery).flatMap(({ phoneNumberId, type, value }) =>
    (signed.get(phoneNumberId) ?? []).map(
      ({ accountId, channelId }): InboundEvent => ({
        type,
        account_id: accountId,
        channel_id: channelId,
        received_at: receivedAt,
        value,
      }),
    ),
  );
  if (events.length === 0) return;
  try {
    await deps.queueInbound(events);
  } catch (error) {
    deps.log('inbound_not_queued', { count: events.length, error: describeError(error) });
    throw new Failure('unavailable', 'The queue does not take the delivery now');
  }
}
