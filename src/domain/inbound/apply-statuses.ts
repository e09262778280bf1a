import type { AccountEvent } from '../../db/events/events';
import type { StatusWrite } from '../../db/messages/message-status-statements';
import type { MessageOfChannel } from '../../db/messages/messages';
import { isId } from '../../shared/crypto/ids';
import { isJsonObject, type JsonObject } from '../../shared/json/json';
import { stringOrNull } from '../../shared/json/read-json';
import { breaksChannel } from '../channels/breaks-channel';
import { markBroken } from '../channels/mark-broken';
import { newMessageCharge } from '../charges/message-charge';
import { aliasPairsInEvents } from '../customers/alias-pairs-in-events';
import { statusRecipientOf, userKeyOf } from '../customers/identity';
import { requeueUnmatched } from '../customers/requeue-unmatched';
import { eventTime } from '../events/event-time';
import { rawEvent } from '../events/raw-event';
import type { WebhookEvent } from '../inbound-event';
import { capJsonSize } from '../messages/cap-json-size';
import { wamidOf } from '../messages/wamid-of';
import type { Deps } from '../ports';

const META_STATUSES = ['sent', 'delivered', 'read', 'played', 'failed'] as const;
type KnownStatus = (typeof META_STATUSES)[number];
/** A status may arrive before the response to its send. After this time its message is considered not to be ours. */
const UNMATCHED_RETRY_MS = 600_000;
/** A defensive cap: Meta sends a few hundred bytes about a price or an error. */
const MAX_DETAIL_BYTES = 16_384;

type Status = {
  event: WebhookEvent;
  channelId: string;
  wamid: string;
  messageId: string | null;
  status: KnownStatus;
  at: number;
};

function readStatus(event: WebhookEvent): Status | null {
  const { channel_id: channelId, value } = event;
  const wamid = wamidOf(value.id);
  const status = META_STATUSES.find((name) => name === value.status);
  if (channelId === null || wamid === null || !status) return null;
  const messageId = stringOrNull(value.biz_opaque_callback_data);
  return {
    event,
    channelId,
    wamid,
    messageId: messageId !== null && isId('msg', messageId) ? messageId : null,
    status,
    at: eventTime(value.timestamp, event.received_at),
  };
}

/** Returns the category by which Meta bills a message; null if it is not billable. */
function billableCategory({ value }: WebhookEvent): string | null {
  const { pricing } = value;
  return isJsonObject(pricing) && pricing.billable === true
    ? (stringOrNull(pricing.category)?.slice(0, 60) ?? null)
    : null;
}

const errorsOf = ({ value }: WebhookEvent): JsonObject[] =>
  Array.isArray(value.errors) ? value.errors.filter((error) => isJsonObject(error)).slice(0, 10) : [];

function detailOf(event: WebhookEvent): JsonObject {
  const errors = errorsOf(event);
  return capJsonSize(MAX_DETAIL_BYTES, {
    ...(isJsonObject(event.value.pricing) ? { pricing: event.value.pricing } : {}),
    ...(errors.length > 0 ? { errors } : {}),
  });
}

function toStatusWrite({ event, channelId, wamid, status, at }: Status, messageId: string, now: number): StatusWrite {
  const accountId = event.account_id;
  const category = billableCategory(event);
  const charge = category === null ? null : newMessageCharge({ accountId, messageId }, category, now);
  const written = rawEvent(event, 'applied', null);
  const detail = detailOf(event);
  const errorCodes = errorsOf(event).flatMap(({ code }) => (typeof code === 'number' ? [`meta_${code}`] : []));
  return { messageId, channelId, accountId, wamid, status, at, category, detail, errorCodes, charge, event: written };
}

/** Marks a channel as broken if Meta accepted its message and then failed it with an error that affects the whole number. */
async function markBrokenChannels(deps: Pick<Deps, 'channels' | 'log' | 'now'>, statuses: Status[]): Promise<void> {
  const broken = new Map<string, { accountId: string; code: number }>();
  for (const { event, channelId } of statuses) {
    const code = errorsOf(event).find((error) => breaksChannel(error.code))?.code;
    if (typeof code === 'number') broken.set(channelId, { accountId: event.account_id, code });
  }
  for (const [channelId, { accountId, code }] of broken) {
    await markBroken(deps, { accountId, channelId, reason: `meta_${code}` });
  }
}

/** The result of a status: it is applied, the queue delivers it again later, or it is only stored. */
type Outcome = { applied: StatusWrite[]; toRetry: WebhookEvent[]; kept: AccountEvent[] };

/** Decides about statuses whose messages were not found by our id: they may be found by Meta's. */
async function decideByWamid(deps: Pick<Deps, 'messages'>, statuses: Status[], now: number): Promise<Outcome> {
  const outcome: Outcome = { applied: [], toRetry: [], kept: [] };
  if (statuses.length === 0) return outcome;
  const found = await deps.messages.findForStatuses(statuses);
  for (const status of statuses) {
    const { event } = status;
    const message = found.find(
      ({ channelId, wamid, messageId }) =>
        channelId === status.channelId && (wamid === status.wamid || messageId === status.messageId),
    );
    if (message) outcome.applied.push(toStatusWrite(status, message.messageId, now));
    else if (now - event.received_at < UNMATCHED_RETRY_MS) outcome.toRetry.push(event);
    else outcome.kept.push(keptEvent(event));
  }
  return outcome;
}

const keptEvent = (event: WebhookEvent): AccountEvent =>
  rawEvent(event, 'kept', userKeyOf(statusRecipientOf(event.value, event.contact)));

/**
 * Applies a batch of statuses, in one round trip to D1 if each names its message by our id; the others take two more. A status
 * is applied once and never moves a message backwards. Inserts the message's charge by Meta's pricing. A status also confirms a
 * send whose response was lost, and its request continues. Returns the events to retry later, because their message is not
 * stored yet.
 */
export async function applyStatuses(
  deps: Pick<Deps, 'channels' | 'engine' | 'log' | 'messages' | 'now' | 'queueInbound'>,
  events: WebhookEvent[],
): Promise<WebhookEvent[]> {
  if (events.length === 0) return [];
  const now = deps.now();
  const read = events.map((event) => ({ event, status: readStatus(event) }));
  const statuses = read.flatMap(({ status }) => status ?? []);
  let pairs = aliasPairsInEvents(events);
  const write = async (writes: StatusWrite[], kept: AccountEvent[]): Promise<MessageOfChannel[]> => {
    const { found, waits, unmatched } = await deps.messages.applyStatuses(writes, kept, pairs, now);
    pairs = [];
    await Promise.all(waits.map(({ requestId, openWait }) => deps.engine.wake(requestId, openWait)));
    await requeueUnmatched(deps, unmatched);
    return found;
  };
  const named = statuses.flatMap((status) =>
    status.messageId === null ? [] : [toStatusWrite(status, status.messageId, now)],
  );
  const unreadable = read.flatMap(({ event, status }) => (status ? [] : [keptEvent(event)]));
  const found = named.length + unreadable.length > 0 ? await write(named, unreadable) : [];
  const rest = statuses.filter(
    ({ messageId, channelId }) => !found.some((each) => each.messageId === messageId && each.channelId === channelId),
  );
  const { applied, toRetry, kept } = await decideByWamid(deps, rest, now);
  // The names in a status count even if its message is not stored yet.
  if (applied.length + kept.length + pairs.length > 0) await write(applied, kept);
  await markBrokenChannels(deps, statuses);
  return toRetry;
}
