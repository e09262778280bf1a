import { hexDecode } from '../../shared/encoding';
import { Failure } from '../../shared/failure';
import { sha256Hex } from '../../shared/hmac';
import { newId } from '../../shared/ids';
import { isJsonObject, type JsonObject } from '../../shared/json';
import { nestsTooDeep } from '../../shared/nests-too-deep';
import { type ChannelName, findSigned, type SignedChannel } from '../channels/find-signed';
import { claimLarge } from '../events/claim-large';
import { queueEvents } from '../events/queue-events';
import type { WebhookEvent } from '../inbound-event';
import type { Deps } from '../ports';
import { eventCause } from './event-cause';
import { changesOf, type DeliveryChange, partsOf } from './split-delivery';

const PREFIX = 'sha256=';
const MAX_LOGGED = 10;

/** What a change is delivered by: its number; where it names none, its WhatsApp Business Account; null where it names neither. */
const nameOf = ({ phoneNumberId, wabaId }: DeliveryChange): ChannelName | null =>
  phoneNumberId === null ? wabaNamed(wabaId) : `number:${phoneNumberId}`;

const wabaNamed = (id: string | null): ChannelName | null => (id === null ? null : `waba:${id}`);

const isNamed = (name: ChannelName | null): name is ChannelName => name !== null;

/** One channel of each account. */
const onePerAccount = (channels: Iterable<SignedChannel>): SignedChannel[] => [
  ...new Map([...channels].map((channel) => [channel.accountId, channel])).values(),
];

/**
 * Finds who gets a change: the channels of its number; without a number each account that has its WhatsApp Business Account;
 * and what names neither is the delivery's only account's.
 */
function receiverFinder(signed: Map<ChannelName, SignedChannel[]>): (change: DeliveryChange) => SignedChannel[] {
  const accounts = onePerAccount([...signed.values()].flat());
  return (change) => {
    const name = nameOf(change);
    if (name === null) return accounts.length === 1 ? accounts : [];
    const channels = signed.get(name) ?? [];
    return change.phoneNumberId === null ? onePerAccount(channels) : channels;
  };
}

/** Logs what a delivery brings for nobody here: in one line, however much it is. */
function logSkipped(deps: Pick<Deps, 'log'>, skipped: DeliveryChange[]): void {
  if (skipped.length === 0) return;
  const some = (values: string[]) => [...new Set(values)].slice(0, MAX_LOGGED).join(' ');
  deps.log('inbound_of_nobody', {
    changes: skipped.length,
    fields: some(skipped.map(({ field }) => field.slice(0, 60))),
    names: some(skipped.map(nameOf).filter(isNamed)),
  });
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
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
    delivery = nestsTooDeep(text) ? null : JSON.parse(text);
  } catch {
    throw new Failure('invalid_json');
  }
  if (!isJsonObject(delivery)) throw new Failure('invalid_json', 'The body is not an object, or nested too deep');
  return delivery;
}

/**
 * Accepts one delivery of Meta that the app secret of a channel signs which it names, over the very bytes that came. What is
 * for a channel under that secret is queued; what is for anybody else is logged and skipped. Fails with invalid_signature,
 * invalid_json, or unavailable when the queue does not take it, and Meta sends it again.
 */
export async function receiveDelivery(
  deps: Deps,
  { bytes, signature }: { bytes: Uint8Array<ArrayBuffer>; signature: string | undefined },
): Promise<void> {
  const claimed = signature?.startsWith(PREFIX) ? hexDecode(signature.slice(PREFIX.length)) : null;
  if (!claimed) throw new Failure('invalid_signature');
  const changes = changesOf(parse(bytes));
  const signed = await findSigned(deps, {
    names: new Set(changes.map(nameOf).filter(isNamed)),
    vouchers: new Set(changes.flatMap(({ wabaId, entryId }) => [wabaId, entryId].map(wabaNamed)).filter(isNamed)),
    bytes,
    signature: claimed,
  });
  if (!signed) throw new Failure('invalid_signature', 'The delivery is signed by no channel that it names');
  const receivedAt = deps.now();
  const receiversOf = receiverFinder(signed);
  const events: WebhookEvent[] = [];
  const skipped: DeliveryChange[] = [];
  for (const change of changes) {
    const receivers = receiversOf(change);
    if (receivers.length === 0) skipped.push(change);
    else events.push(...(await eventsOf(change, receivers, receivedAt)));
  }
  logSkipped(deps, skipped);
  await queueEvents(deps, () => Promise.all(events.map((event) => claim(deps, event))));
}
