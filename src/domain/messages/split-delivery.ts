import { isJsonObject, type JsonObject, type JsonValue } from '../../shared/json';
import type { WebhookEvent } from './inbound-event';

export type DeliveryPart = Pick<WebhookEvent, 'type' | 'field' | 'value' | 'contact'> & {
  /** Whom it is for: a number, or, where none is named, a WhatsApp Business Account. */
  phoneNumberId: string | null;
  wabaId: string | null;
};

const ENVELOPE = new Set(['messaging_product', 'metadata', 'contacts']);
const APPLIED = { messages: 'message', statuses: 'status' } as const;

const objects = (value: JsonValue | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter((item) => isJsonObject(item)) : [];
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Two names of one thing agree where either is missing: Meta leaves out the phone number of some customers. */
const agree = (a: unknown, b: unknown): boolean => text(a) === null || text(b) === null || a === b;

/** The element of `contacts` that speaks of the same customer as a message or a status. */
function contactOf(contacts: JsonObject[], item: JsonObject): JsonObject | null {
  const phone = item.from ?? item.recipient_id;
  const userId = item.from_user_id ?? item.recipient_user_id;
  const fitting = contacts.filter(({ wa_id, user_id }) => agree(wa_id, phone) && agree(user_id, userId));
  const named = fitting.find(
    ({ wa_id, user_id }) => (text(wa_id) !== null && wa_id === phone) || (text(user_id) !== null && user_id === userId),
  );
  return named ?? (fitting.length === 1 && contacts.length === 1 ? (fitting[0] ?? null) : null);
}

function partsOf(wabaId: string | null, change: JsonObject): DeliveryPart[] {
  const field = text(change.field) ?? 'unknown';
  const { value } = change;
  if (value === undefined || value === null) return [];
  if (!isJsonObject(value)) {
    return [{ type: 'account', field, value: { value }, contact: null, wabaId, phoneNumberId: null }];
  }
  const phoneNumberId = isJsonObject(value.metadata) ? text(value.metadata.phone_number_id) : null;
  const whose = { field, wabaId, phoneNumberId };
  const contacts = objects(value.contacts);
  const parts: DeliveryPart[] = [];
  const rest: JsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    const type = phoneNumberId === null ? undefined : APPLIED[name as keyof typeof APPLIED];
    if (type === undefined || !Array.isArray(member)) {
      rest[name] = member;
      continue;
    }
    for (const item of objects(member)) parts.push({ ...whose, type, value: item, contact: contactOf(contacts, item) });
    const strange = member.filter((item) => !isJsonObject(item));
    if (strange.length > 0) rest[name] = strange;
  }
  // What is no message and no status concerns the number or the account: errors, echoes, history, preferences, fields of tomorrow.
  const more = Object.keys(rest).some((name) => !ENVELOPE.has(name));
  return more || parts.length === 0 ? [...parts, { ...whose, type: 'account', value: rest, contact: null }] : parts;
}

/**
 * Takes one delivery of Meta apart: every message and every status by itself, each with the number it is for, so that
 * none holds up another. Nothing is left out: what is neither is a part of its own, to be kept.
 */
export const splitDelivery = (delivery: JsonObject): DeliveryPart[] =>
  objects(delivery.entry).flatMap((entry) =>
    objects(entry.changes).flatMap((change) => partsOf(text(entry.id), change)),
  );
