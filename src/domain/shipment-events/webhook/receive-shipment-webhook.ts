import { sha256Hex } from '../../../shared/crypto/hmac';
import { newId } from '../../../shared/crypto/ids';
import { isJsonObject, type JsonValue } from '../../../shared/json/json';
import { parseExactJson } from '../../../shared/json/parse-exact-json';
import type { MappedStatus } from '../../../shared/orders/mapped-status';
import { offloadLargePayload } from '../../events/offload-payload';
import { parseWebhookJson } from '../../events/parse-webhook-json';
import { payloadRefOf } from '../../events/payload-ref';
import { queueEvents } from '../../events/queue-events';
import type { Context, Deps } from '../../ports';
import type { ShipmentDelivery } from '../../shipment-delivery';

/** A webhook whose sender has been verified. */
type VerifiedWebhook = Pick<ShipmentDelivery, 'source' | 'topic' | 'webhook_id'> & {
  storeId: string;
  treatAsHeld: boolean;
  statuses: readonly MappedStatus[];
  bytes: Uint8Array<ArrayBuffer>;
};

/** Drops every `apiKey` of a body, in which Qapla' sends the channel's private key. */
function withoutKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutKeys);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (name === 'apiKey' ? [] : [[name, withoutKeys(member ?? null)]])),
  );
}

/**
 * Queues a webhook about shipments of one of the account's stores. Fails with invalid_json, or with unavailable when the queue
 * does not accept it; the sender then sends it again. The key in a body of Qapla' is not kept.
 */
export async function receiveShipmentWebhook(
  deps: Pick<Deps, 'files' | 'log' | 'now' | 'queueInbound'>,
  { account }: Context,
  { source, topic, webhook_id, storeId, treatAsHeld, statuses, bytes }: VerifiedWebhook,
): Promise<void> {
  const text = parseWebhookJson(bytes);
  const payload = source === 'qapla' ? JSON.stringify(withoutKeys(parseExactJson(text))) : text;
  const delivery: ShipmentDelivery = {
    type: 'shipment',
    event_id: newId('evt'),
    account_id: account.accountId,
    id_store: storeId,
    source,
    topic,
    webhook_id,
    digest: await sha256Hex(payload),
    received_at: deps.now(),
    payload,
    claim: null,
    ...(treatAsHeld ? { treat_as_held: true } : {}),
    ...(statuses.length > 0 ? { statuses: [...statuses] } : {}),
  };
  await queueEvents(deps, async () => [
    await offloadLargePayload<ShipmentDelivery>(deps, delivery, {
      key: async () => payloadRefOf(delivery.event_id),
      content: () => payload,
      withoutContent: { payload: '' },
    }),
  ]);
}
