import { isJsonObject, type JsonObject, type JsonValue } from '../../shared/json/json';
import { objectOrEmpty, objectsIn, textOrNull } from '../../shared/json/read-json';
import type { WebhookEvent } from '../inbound-event';
import { recipientOfEcho } from './threads/recipient-of-echo';

export type DeliveryChange = {
  field: string;
  value: JsonValue;
  /** The receiver: a number, else a WhatsApp Business Account. */
  phoneNumberId: string | null;
  wabaId: string | null;
  /** Meta's id of the entry: the WhatsApp Business Account or, for partners' events, a business portfolio. */
  entryId: string | null;
};
export type DeliveryPart = Pick<WebhookEvent, 'type' | 'value' | 'contact'>;

const ENVELOPE = new Set(['messaging_product', 'metadata', 'contacts']);
const APPLIED = { messages: 'message', statuses: 'status' } as const;
/** The only field with live messages and statuses: those under `history` and `standby` are old or for others. */
const LIVE = 'messages';
const ID = /^[\x21-\x7e]{1,100}$/;
/** Meta's longest field has about 40 characters. */
const MAX_FIELD_LENGTH = 100;

const idOf = (value: unknown): string | null => (typeof value === 'string' && ID.test(value) ? value : null);

const memberOf = (value: JsonValue, name: string): JsonObject => objectOrEmpty(objectOrEmpty(value)[name]);

function changeOf(entryId: string | null, change: JsonValue): DeliveryChange {
  const { field: name, value = null } = isJsonObject(change) ? change : { value: change };
  const field = textOrNull(name)?.slice(0, MAX_FIELD_LENGTH) ?? 'unknown';
  const recipient = field === 'messaging_handovers' ? memberOf(value, 'recipient') : {};
  return {
    field,
    value,
    phoneNumberId: idOf(memberOf(value, 'metadata').phone_number_id) ?? idOf(recipient.phone_number_id),
    // Partners' events have the portfolio as their entry, and the account in `waba_info`.
    wabaId: idOf(memberOf(value, 'waba_info').waba_id) ?? entryId,
    entryId,
  };
}

/** Returns the changes of a delivery with their receivers. A malformed change is also returned. */
export const changesOfDelivery = (delivery: JsonObject): DeliveryChange[] =>
  objectsIn(delivery.entry).flatMap(({ id, changes = null }) =>
    (Array.isArray(changes) ? changes : [changes]).map((change) => changeOf(idOf(id), change)),
  );

/** Two identifiers agree if one is missing: Meta omits the phone number of some customers. */
const agree = (a: unknown, b: unknown): boolean => textOrNull(a) === null || textOrNull(b) === null || a === b;

/** Returns the function that finds the element of `contacts` for the customer of a message, a status or a preference. */
function contactFinder(contacts: JsonObject[]): (item: JsonObject) => JsonObject | null {
  const byIdentifier = new Map<string, JsonObject>();
  for (const contact of contacts.toReversed()) {
    for (const name of [contact.wa_id, contact.user_id]) {
      if (textOrNull(name) !== null) byIdentifier.set(name as string, contact);
    }
  }
  return (item) => {
    const phone = textOrNull(item.from) ?? textOrNull(item.recipient_id) ?? textOrNull(item.wa_id);
    const userId = textOrNull(item.from_user_id) ?? textOrNull(item.recipient_user_id) ?? textOrNull(item.user_id);
    const [only] = contacts.length === 1 ? contacts : [];
    const found = byIdentifier.get(phone ?? '') ?? byIdentifier.get(userId ?? '') ?? only;
    return found && agree(found.wa_id, phone) && agree(found.user_id, userId) ? found : null;
  };
}

/** Members with an element for each of several customers. */
const LISTS_OF_CUSTOMERS = ['user_preferences', 'message_echoes', 'messages', 'statuses'];

/** An echo is from us: its customer is the recipient. */
const customerOfItem = (list: string, item: JsonObject): JsonObject =>
  list === 'message_echoes' ? recipientOfEcho(item) : item;

/** Splits a value with elements of several customers into one part per element, with the customer's contact. */
function eachElement(value: JsonObject): JsonObject[] {
  const contactOf = contactFinder(objectsIn(value.contacts));
  const lists = LISTS_OF_CUSTOMERS.filter((name) => Array.isArray(value[name]));
  const items = lists.flatMap((name) => (value[name] as JsonValue[]).map((item) => ({ name, item })));
  if (items.length < 2) return [value];
  const rest = Object.fromEntries(Object.entries(value).filter(([name]) => !lists.includes(name)));
  return items.map(({ name, item }) => {
    const contact = isJsonObject(item) ? contactOf(customerOfItem(name, item)) : null;
    return { ...rest, contacts: contact === null ? [] : [contact], [name]: [item] };
  });
}

/** The fields whose elements are applied one by one. */
const SPLIT_FIELDS = ['user_preferences', 'smb_message_echoes', 'message_echoes', 'standby'];

function eachCustomer(field: string, rest: JsonObject): JsonObject[] {
  if (!SPLIT_FIELDS.includes(field)) return [rest];
  const { standby } = rest;
  return field === 'standby' && isJsonObject(standby)
    ? eachElement(standby).map((each) => ({ ...rest, standby: each }))
    : eachElement(rest);
}

/**
 * Splits a change into its live messages and statuses, so that they are applied independently. Whatever else it has becomes a
 * part of type `account`; nothing is dropped.
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
    const malformed = member.filter((item) => !isJsonObject(item));
    if (malformed.length > 0) rest.push([name, malformed]);
  }
  // The rest concerns the number or the account: errors, echoes, history, preferences, future fields.
  if (parts.length > 0 && rest.every(([name]) => ENVELOPE.has(name))) return parts;
  const account = eachCustomer(field, Object.fromEntries(rest));
  return [...parts, ...account.map((each) => ({ type: 'account' as const, value: each, contact: null }))];
}
