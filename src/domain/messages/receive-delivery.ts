import { describeError } from '../../shared/describe-error';
import { hexDecode } from '../../shared/encoding';
import { Failure } from '../../shared/failure';
import { newId } from '../../shared/ids';
import { isJsonObject } from '../../shared/json';
import { findSigned, type SignedChannel } from '../channels/find-signed';
import type { Deps } from '../ports';
import type { WebhookEvent } from './inbound-event';
import { type DeliveryPart, splitDelivery } from './split-delivery';

const PREFIX = 'sha256=';
/** A queue message holds 128 KB (of 1,000 bytes), some of which are the platform's. */
const MOST_QUEUED_BYTES = 120_000;

type Owners = Map<string, SignedChannel[]>;

const ownerOf = ({ phoneNumberId, wabaId }: DeliveryPart): string | null =>
  phoneNumberId === null ? (wabaId === null ? null : `waba:${wabaId}`) : `number:${phoneNumberId}`;

/** Whom each part is for; a part without a number is for each account that has its WhatsApp Business Account. */
async function findOwners(
  deps: Deps,
  parts: DeliveryPart[],
  bytes: Uint8Array<ArrayBuffer>,
  signature: Uint8Array,
): Promise<Owners> {
  const owners = [...new Set(parts.map(ownerOf).filter((owner) => owner !== null))];
  return new Map(
    await Promise.all(
      owners.map(async (owner) => [owner, await findSigned(deps, { owner, bytes, signature })] as const),
    ),
  );
}

function eventsOf(part: DeliveryPart, signed: SignedChannel[], receivedAt: number): WebhookEvent[] {
  const { type, field, value, contact, phoneNumberId, wabaId } = part;
  const accounts = new Map(signed.map((channel) => [channel.accountId, channel]));
  const chosen = phoneNumberId === null ? [...accounts.values()] : signed;
  return chosen.map(({ accountId, channelId }) => ({
    type,
    event_id: newId('evt'),
    account_id: accountId,
    channel_id: phoneNumberId === null ? null : channelId,
    waba_id: wabaId,
    field,
    received_at: receivedAt,
    value,
    contact,
    claim: null,
  }));
}

/** Puts what no queue message can hold into the bucket; the queue then carries where it lies. */
async function claimLarge(deps: Deps, event: WebhookEvent): Promise<WebhookEvent> {
  const json = JSON.stringify(event);
  // No UTF-16 unit takes more than three bytes of UTF-8.
  if (json.length * 3 <= MOST_QUEUED_BYTES) return event;
  if (new TextEncoder().encode(json).length <= MOST_QUEUED_BYTES) return event;
  const claim = `inbound/${event.event_id}`;
  await deps.files.put(claim, JSON.stringify({ value: event.value, contact: event.contact }));
  return { ...event, value: {}, contact: null, claim };
}

async function accept(deps: Deps, events: WebhookEvent[]): Promise<void> {
  try {
    await deps.queueInbound(await Promise.all(events.map((event) => claimLarge(deps, event))));
  } catch (error) {
    // What is nested deeper than the runtime's stack can't be written as JSON again, today or later.
    if (error instanceof RangeError) throw new Failure('invalid_json', 'The body is nested too deep');
    deps.log('inbound_not_queued', { count: events.length, error: describeError(error) });
    throw new Failure('unavailable', 'The queue does not take the delivery now');
  }
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
  let delivery: unknown;
  try {
    delivery = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new Failure('invalid_json');
  }
  if (!isJsonObject(delivery)) throw new Failure('invalid_json', 'The body is not an object');
  const parts = splitDelivery(delivery);
  const owners = await findOwners(deps, parts, bytes, claimed);
  if (owners.size === 0 || [...owners.values()].some((signed) => signed.length === 0)) {
    throw new Failure('invalid_signature', 'The delivery is for a number that is not here, or not signed by its app');
  }
  const receivedAt = deps.now();
  const events = parts.flatMap((part) => eventsOf(part, owners.get(ownerOf(part) ?? '') ?? [], receivedAt));
  await accept(deps, events);
}
