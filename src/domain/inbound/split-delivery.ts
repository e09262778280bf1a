import { isJsonObject, type JsonObject, type JsonValue } from '../../shared/json';
import { objectOrEmpty, objectsIn, textOrNull } from '../../shared/read-json';
import type { WebhookEvent } from '../inbound-event';

export type DeliveryChange = {
  field: string;
  value: JsonValue;
  /** Whom it is for: a number, or, where none is named, a WhatsApp Business Account. */
  phoneNumberId: string | null;
  wabaId: string | null;
  /** Meta's id of the entry: the same account, or, for events of partners, a business portfolio. */
  entryId: string | null;
};
export type DeliveryPart = Pick<WebhookEvent, 'type' | 'value' | 'contact'>;

const ENVELOPE = new Set(['messaging_product', 'metadata', 'contacts']);
const APPLIED = { messages: 'message', statuses: 'status' } as const;
/** The only field under which messages and statuses are live: `history` and `standby` bring those of others, or of long ago. */
const LIVE = 'messages';
const ID = /^[\x21-\x7e]{1,100}$/;
/** Meta's longest is some 40 characters. */
const MAX_FIELD_LENGTH = 100;

const idOf = (value: unknown): string | null => (typeof value === 'string' && ID.test(value) ? value : null);

const memberOf = (value: JsonValue, name: string): JsonObject => objectOrEmpty(objectOrEmpty(value)[name]);

function changeOf(entryId: string | null, change: JsonValue): DeliveryChange {
  const { field: named, value = null } = isJsonObject(change) ? change : { value: change };
  const field = textOrNull(named)?.slice(0, MAX_FIELD_LENGTH) ?? 'unknown';
  const recipient = field === 'messaging_handovers' ? memberOf(value, 'recipient') : {};
  return {
    field,
    value,
    phoneNumberId: idOf(memberOf(value, 'metadata').phone_number_id) ?? idOf(recipient.phone_number_id),
    // Events of partners come under their portfolio, and name the account inside.
    wabaId: idOf(memberOf(value, 'waba_info').waba_id) ?? entryId,
    entryId,
  };
}

/** Every change of one delivery of Meta, with whom it is for. What is not of the form it should have is one as well. */
export const changesOf = (delivery: JsonObject): DeliveryChange[] =>
  objectsIn(delivery.entry).flatMap(({ id, changes = null }) =>
    (Array.isArray(changes) ? changes : [changes]).map((change) => changeOf(idOf(id), change)),
  );

/** Two names of one thing agree where either is missing: Meta leaves out the phone number of some customers. */
const agree = (a: unknown, b: unknown): boolean => textOrNull(a) === null || textOrNull(b) === null || a === b;

/** Finds the element of `contacts` that speaks of the same customer as a message, a status or a preference. */
function contactFinder(contacts: JsonObject[]): (item: JsonObject) => JsonObject | null {
  const named = new Map<string, JsonObject>();
  for (const contact of contacts.toReversed()) {
    for (const name of [contact.wa_id, contact.user_id]) {
      if (textOrNull(name) !== null) named.set(name as string, contact);
    }
  }
  return (item) => {
    const phone = textOrNull(item.from) ?? textOrNull(item.recipient_id) ?? textOrNull(item.wa_id);
    const userId = textOrNull(item.from_user_id) ?? textOrNull(item.recipient_user_id) ?? textOrNull(item.user_id);
    const [only] = contacts.length === 1 ? contacts : [];
    const found = named.get(phone ?? '') ?? named.get(userId ?? '') ?? only;
    return found && agree(found.wa_id, phone) && agree(found.user_id, userId) ? found : null;
  };
}

/** Customers' preferences come many at once: each by itself with its own contact, as each is somebody else's. */
function eachPreference(rest: JsonObject, contactOf: (item: JsonObject) => JsonObject | null): JsonObject[] {
  const { user_preferences: preferences } = rest;
  if (!Array.isArray(preferences) || preferences.length < 2) return [rest];
  return preferences.map((preference) => {
    const contact = isJsonObject(preference) ? contactOf(preference) : null;
    return { ...rest, contacts: contact === null ? [] : [contact], user_preferences: [preference] };
  });
}

/**
 * Takes a change apart: every live message and every status by itself, so that none holds up another. Nothing is left out:
 * what is neither is a part of its own, to be kept.
 */
export function splitChange({ field, value, phoneNumberId }: DeliveryChange): DeliveryPart[] {
  if (!isJsonObject(value)) return [{ type: 'account', value: { value }, contact: null }];
  const contactOf = contactFinder(objectsIn(value.contacts));
  const parts: DeliveryPart[] = [];
  const rest: [string, JsonValue][] = [];
  for (const [name, member] of Object.entries(value)) {
    const type = Object.hasOwn(APPLIED, name) ? APPLIED[name as keyof typeof APPLIED] : undefined;
    if (type === undefined || field !== LIVE || phoneNumberId === null || !Array.isArray(member)) {
      rest.push([name, member]);
      continue;
    }
    for (const item of objectsIn(member)) parts.push({ type, value: item, contact: contactOf(item) });
    const strange = member.filter((item) => !isJsonObject(item));
    if (strange.length > 0) rest.push([name, strange]);
  }
  // What is no message and no status concerns the number or the account: errors, echoes, history, preferences, fields of tomorrow.
  if (parts.length > 0 && rest.every(([name]) => ENVELOPE.has(name))) return parts;
  const account = eachPreference(Object.fromEntries(rest), contactOf);
  return [...parts, ...account.map((each) => ({ type: 'account' as const, value: each, contact: null }))];
}
