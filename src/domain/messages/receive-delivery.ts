import { hexDecode } from '../../shared/encoding';
import { Failure } from '../../shared/failure';
import { sha256Hex } from '../../shared/hmac';
import { newId } from '../../shared/ids';
import { isJsonObject, type JsonObject } from '../../shared/json';
import { nestsTooDeep } from '../../shared/nests-too-deep';
import { findSigned, type SignedChannel } from '../channels/find-signed';
import { claimLarge } from '../events/claim-large';
import { queueEvents } from '../events/queue-events';
import type { Deps } from '../ports';
import { eventCause } from './event-cause';
import type { WebhookEvent } from './inbound-event';
import { changesOf, type DeliveryChange, partsOf } from './split-delivery';

const PREFIX = 'sha256=';

type Owners = Map<string, SignedChannel[]>;

const ownerOf = ({ phoneNumberId, wabaId }: DeliveryChange): string | null =>
  phoneNumberId === null ? (wabaId === null ? null : `waba:${wabaId}`) : `number:${phoneNumberId}`;

/** Whom the changes are for. Stops at the first who is not here or did not sign: a stranger costs one statement. */
async function findOwners(
  deps: Deps,
  changes: DeliveryChange[],
  signed: { bytes: Uint8Array<ArrayBuffer>; signature: Uint8Array },
): Promise<Owners> {
  const owners: Owners = new Map();
  for (const owner of new Set(changes.map(ownerOf))) {
    if (owner === null) continue;
    const channels = await findSigned(deps, { owner, ...signed });
    if (channels.length === 0) {
      throw new Failure('invalid_signature', 'The delivery is for a number that is not here, or not signed by its app');
    }
    owners.set(owner, channels);
  }
  if (owners.size === 0) throw new Failure('invalid_signature', 'The delivery names no number and no account');
  return owners;
}

/** One channel of each account. */
const onePerAccount = (channels: Iterable<SignedChannel>): SignedChannel[] => [
  ...new Map([...channels].map((channel) => [channel.accountId, channel])).values(),
];

/**
 * Who gets a change: the channels of its number; without a number each account that has its WhatsApp Business Account; and
 * what names neither is the delivery's only account's.
 */
function receiversOf(change: DeliveryChange, owners: Owners): SignedChannel[] {
  const owner = ownerOf(change);
  if (owner === null) {
    const all = onePerAccount([...owners.values()].flat());
    return all.length === 1 ? all : [];
  }
  const channels = owners.get(owner) ?? [];
  return change.phoneNumberId === null ? onePerAccount(channels) : channels;
}

async function eventsOf(change: DeliveryChange, receivers: SignedChannel[], receivedAt: number) {
  const { field, phoneNumberId, wabaId } = change;
  const events: WebhookEvent[] = [];
  for (const part of partsOf(change)) {
    for (const { accountId, channelId } of receivers) {
      const told = { ...part, field, channel_id: phoneNumberId === null ? null : channelId, waba_id: wabaId };
      events.push({
        ...told,
        event_id: newId('evt'),
        cause: await eventCause(told),
        account_id: accountId,
        received_at: receivedAt,
        claim: null,
      });
    }
  }
  return events;
}

/** Puts what no queue message can hold into the bucket, by its cause: so there is one however often it comes. */
const claim = (deps: Deps, event: WebhookEvent): Promise<WebhookEvent> =>
  claimLarge(deps, event, {
    key: async () => `inbound/${event.account_id}/${await sha256Hex(event.cause)}`,
    content: () => JSON.stringify({ value: event.value, contact: event.contact }),
    emptied: { value: {}, contact: null },
  });

function parse(bytes: Uint8Array<ArrayBuffer>): JsonObject {
  let delivery: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    delivery = nestsTooDeep(text) ? null : JSON.parse(text);
  } catch {
    throw new Failure('invalid_json');
  }
  if (!isJsonObject(delivery)) throw new Failure('invalid_json', 'The body is not an object, or nested too deep');
  return delivery;
}

/**
 * Accepts one delivery of Meta: every number and account in it must be of a channel whose app secret signs the very bytes
 * that came. Fails with invalid_signature, invalid_json, or unavailable when the queue does not take it, and Meta sends it
 * again.
 */
export async function receiveDelivery(
  deps: Deps,
  { bytes, signature }: { bytes: Uint8Array<ArrayBuffer>; signature: string | undefined },
): Promise<void> {
  const claimed = signature?.startsWith(PREFIX) ? hexDecode(signature.slice(PREFIX.length)) : null;
  if (!claimed) throw new Failure('invalid_signature');
  const changes = changesOf(parse(bytes));
  const owners = await findOwners(deps, changes, { bytes, signature: claimed });
  const receivedAt = deps.now();
  const events: WebhookEvent[] = [];
  for (const change of changes) {
    const receivers = receiversOf(change, owners);
    if (receivers.length === 0) deps.log('inbound_of_nobody', { field: change.field.slice(0, 60) });
    events.push(...(await eventsOf(change, receivers, receivedAt)));
  }
  await queueEvents(deps, () => Promise.all(events.map((event) => claim(deps, event))));
}
