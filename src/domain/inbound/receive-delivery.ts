import { hexDecode } from '../../shared/crypto/encoding';
import { sha256Hex } from '../../shared/crypto/hmac';
import { newId } from '../../shared/crypto/ids';
import { AppError } from '../../shared/errors/app-error';
import { isJsonObject, type JsonObject } from '../../shared/json/json';
import { exceedsMaxDepth } from '../../shared/json/json-depth';
import { type ChannelRef, findSigningChannels, type SigningChannelSecret } from '../channels/verify-meta-signature';
import { offloadLargePayload } from '../events/offload-payload';
import { queueEvents } from '../events/queue-events';
import type { WebhookEvent } from '../inbound-event';
import type { Deps } from '../ports';
import { eventDedupeKey } from './event-dedupe-key';
import { changesOfDelivery, type DeliveryChange, splitChange } from './split-delivery';

const PREFIX = 'sha256=';
const MAX_LOGGED = 10;

/** Returns a change's reference to a channel: by phone number, else by WhatsApp Business Account; null if it has neither. */
const channelRefOf = ({ phoneNumberId, wabaId }: DeliveryChange): ChannelRef | null =>
  phoneNumberId === null ? wabaRef(wabaId) : `number:${phoneNumberId}`;

const wabaRef = (id: string | null): ChannelRef | null => (id === null ? null : `waba:${id}`);

const isChannelRef = (ref: ChannelRef | null): ref is ChannelRef => ref !== null;

const onePerAccount = (channels: Iterable<SigningChannelSecret>): SigningChannelSecret[] => [
  ...new Map([...channels].map((channel) => [channel.accountId, channel])).values(),
];

/**
 * Returns the function that finds the receivers of a change: the channels of its number; without a number, one channel of each
 * account with its WhatsApp Business Account; without either, the delivery's account, if it is for one account only.
 */
function receiverFinder(
  signed: Map<ChannelRef, SigningChannelSecret[]>,
): (change: DeliveryChange) => SigningChannelSecret[] {
  const accounts = onePerAccount([...signed.values()].flat());
  return (change) => {
    const ref = channelRefOf(change);
    if (ref === null) return accounts.length === 1 ? accounts : [];
    const channels = signed.get(ref) ?? [];
    return change.phoneNumberId === null ? onePerAccount(channels) : channels;
  };
}

/** Logs the changes without a receiver, in one line however many there are. */
function logSkipped(deps: Pick<Deps, 'log'>, skipped: DeliveryChange[]): void {
  if (skipped.length === 0) return;
  const sample = (values: string[]) => [...new Set(values)].slice(0, MAX_LOGGED).join(' ');
  deps.log('inbound_of_nobody', {
    changes: skipped.length,
    fields: sample(skipped.map(({ field }) => field.slice(0, 60))),
    names: sample(skipped.map(channelRefOf).filter(isChannelRef)),
  });
}

async function eventsOf(change: DeliveryChange, receivers: SigningChannelSecret[], receivedAt: number) {
  const { field, phoneNumberId, wabaId } = change;
  const events: WebhookEvent[] = [];
  for (const part of splitChange(change)) {
    for (const { accountId, channelId } of receivers) {
      const content = { ...part, field, channel_id: phoneNumberId === null ? null : channelId, waba_id: wabaId };
      events.push({
        ...content,
        event_id: newId('evt'),
        cause: await eventDedupeKey(content),
        account_id: accountId,
        received_at: receivedAt,
        claim: null,
      });
    }
  }
  return events;
}

/** Stores a payload that is too large for a queue message in R2. The key is the dedupe key, so repeats overwrite one file. */
const offloadEvent = (deps: Pick<Deps, 'files'>, event: WebhookEvent): Promise<WebhookEvent> =>
  offloadLargePayload(deps, event, {
    key: async () => `inbound/${event.account_id}/${await sha256Hex(event.cause)}`,
    content: () => JSON.stringify({ value: event.value, contact: event.contact }),
    withoutContent: { value: {}, contact: null },
  });

function parse(bytes: Uint8Array<ArrayBuffer>): JsonObject {
  let delivery: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
    delivery = exceedsMaxDepth(text) ? null : JSON.parse(text);
  } catch {
    throw new AppError('invalid_json');
  }
  if (!isJsonObject(delivery))
    throw new AppError('invalid_json', 'The body must be a JSON object and must not be nested too deeply');
  return delivery;
}

/**
 * Receives a delivery from Meta. Its raw bytes must be signed with the app secret of a channel that it names. Changes for
 * channels with that secret are queued, others are logged and skipped. Fails with invalid_signature, invalid_json, or
 * unavailable if the queue does not accept it; Meta then sends it again.
 */
export async function receiveDelivery(
  deps: Pick<Deps, 'databases' | 'directory' | 'encryptor' | 'files' | 'forShard' | 'log' | 'now' | 'queueInbound'>,
  { bytes, signature }: { bytes: Uint8Array<ArrayBuffer>; signature: string | undefined },
): Promise<void> {
  const claimed = signature?.startsWith(PREFIX) ? hexDecode(signature.slice(PREFIX.length)) : null;
  if (!claimed) throw new AppError('invalid_signature');
  const changes = changesOfDelivery(parse(bytes));
  const signed = await findSigningChannels(deps, {
    refs: new Set(changes.map(channelRefOf).filter(isChannelRef)),
    signerRefs: new Set(changes.flatMap(({ wabaId, entryId }) => [wabaId, entryId].map(wabaRef)).filter(isChannelRef)),
    bytes,
    signature: claimed,
  });
  if (!signed)
    throw new AppError(
      'invalid_signature',
      'The signature does not match the app secret of any channel in the delivery',
    );
  const receivedAt = deps.now();
  const findReceivers = receiverFinder(signed);
  const events: WebhookEvent[] = [];
  const skipped: DeliveryChange[] = [];
  for (const change of changes) {
    const receivers = findReceivers(change);
    if (receivers.length === 0) skipped.push(change);
    else events.push(...(await eventsOf(change, receivers, receivedAt)));
  }
  logSkipped(deps, skipped);
  await queueEvents(deps, () => Promise.all(events.map((event) => offloadEvent(deps, event))));
}
