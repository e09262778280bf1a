import type { StatusWrite } from '../../db/messages';
import { isId } from '../../shared/ids';
import type { JsonObject } from '../../shared/json';
import { isJsonObject } from '../../shared/json';
import { chargeFor } from '../charges/charge-for';
import type { Deps } from '../ports';
import type { InboundEvent } from './inbound-event';

const KNOWN = ['sent', 'delivered', 'read', 'played', 'failed'] as const;
type Known = (typeof KNOWN)[number];
/** A status may overtake the answer to the send that it speaks of; past this it is of no message of ours. */
const UNMATCHED_KEPT_MS = 600_000;

type Status = { event: InboundEvent; wamid: string; messageId: string | null; status: Known; at: number };

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function readStatus(event: InboundEvent): Status | null {
  const { id, status, timestamp, biz_opaque_callback_data: echoed } = event.value;
  const wamid = text(id);
  const known = KNOWN.find((name) => name === status);
  if (wamid === null || !known) return null;
  const seconds = Number(timestamp);
  const at = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : event.received_at;
  const messageId = text(echoed);
  return {
    event,
    wamid,
    messageId: messageId !== null && isId('msg', messageId) ? messageId : null,
    status: known,
    at,
  };
}

/** What Meta says that a message costs: only what is billable, by its category. */
function billableCategory({ value }: InboundEvent): string | null {
  const { pricing } = value;
  return isJsonObject(pricing) && pricing.billable === true ? text(pricing.category) : null;
}

function detailOf({ value }: InboundEvent): JsonObject {
  const errors = Array.isArray(value.errors) ? value.errors : [];
  return {
    ...(isJsonObject(value.pricing) ? { pricing: value.pricing } : {}),
    ...(errors.length > 0 ? { errors } : {}),
  };
}

/**
 * Applies a batch of statuses in two round trips to D1: each once per message and status, never backwards, with the
 * message's charge by Meta's own pricing. Returns the events to try again later: those whose message is not known yet.
 */
export async function applyStatuses(deps: Deps, events: InboundEvent[]): Promise<InboundEvent[]> {
  const statuses = events.map(readStatus).filter((status) => status !== null);
  if (statuses.length === 0) return [];
  const found = await deps.messages.findForStatuses(
    statuses.map(({ event, wamid, messageId }) => ({ channelId: event.channel_id, wamid, messageId })),
  );
  const now = deps.now();
  const writes: StatusWrite[] = [];
  const again: InboundEvent[] = [];
  for (const { event, wamid, messageId, status, at } of statuses) {
    const match = found.find(
      ({ message }) =>
        message.channelId === event.channel_id && (message.wamid === wamid || message.messageId === messageId),
    );
    if (!match) {
      if (now - event.received_at < UNMATCHED_KEPT_MS) again.push(event);
      else deps.log('status_unmatched', { channel_id: event.channel_id, wamid, status });
      continue;
    }
    const { message, priceList, currency } = match;
    const category = billableCategory(event);
    const charge =
      category === null
        ? null
        : chargeFor({
            ...message,
            priceList,
            currency,
            kind: `message.${category}`,
            description: `WhatsApp, ${category}`,
            cause: `message:${message.messageId}`,
            now,
          });
    writes.push({ message, wamid, status, at, category, detail: detailOf(event), charge });
  }
  await deps.messages.applyStatuses(writes, now);
  return again;
}
