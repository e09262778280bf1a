import { isJsonObject, type JsonObject } from '../../shared/json/json';
import { boundedCache } from '../../shared/lazy/bounded-cache';
import { toE164 } from '../../shared/phone/phone';

/** How WhatsApp identifies a customer: by a phone number in digits, a business-scoped user id, or both. */
export type Identity = { phone: string | null; userId: string | null };

const IDENTIFIER = /^[\x21-\x7e][\x20-\x7e]{0,199}$/;
const readIdentifier = (value: unknown): string | null =>
  typeof value === 'string' && IDENTIFIER.test(value.trim()) ? value.trim() : null;

/** Whether one of WhatsApp's identifiers is a phone number (only digits); a business-scoped user id has letters. */
export const isPhoneNumber = (identifier: string): boolean => /^\d+$/.test(identifier);

/** Returns the first phone number and the first user id among identifiers as Meta sends them; other values are ignored. */
export function identityOf(values: unknown[]): Identity {
  const identifiers = values.map(readIdentifier).filter((each) => each !== null);
  return {
    phone: identifiers.find(isPhoneNumber) ?? null,
    userId: identifiers.find((each) => !isPhoneNumber(each)) ?? null,
  };
}

/** A business-scoped user id begins with the customer's country: `IT.1349…`. */
const countriesOf = ({ userId }: Identity): string[] => (userId === null ? [] : [userId.slice(0, userId.indexOf('.'))]);

/** Reads who wrote a message. A phone number that a customer shares in reply to a contact request is theirs. */
export function senderOf(value: JsonObject, contact: JsonObject | null): Identity {
  const sender = identityOf([value.from, contact?.wa_id, value.from_user_id, value.user_id, contact?.user_id]);
  const [shared] = Array.isArray(value.contacts) ? value.contacts : [];
  if (sender.phone !== null || !isJsonObject(shared) || shared.origin !== 'contact_request') return sender;
  const [phone] = Array.isArray(shared.phones) ? shared.phones : [];
  if (!isJsonObject(phone)) return sender;
  const digits =
    readIdentifier(phone.wa_id) ?? toE164(readIdentifier(phone.phone) ?? '', countriesOf(sender))?.slice(1) ?? '';
  return { ...sender, phone: isPhoneNumber(digits) ? digits : null };
}

/** Reads the recipient of a status's message; a group is nobody. */
export const statusRecipientOf = (value: JsonObject, contact: JsonObject | null): Identity =>
  value.recipient_type === 'group'
    ? { phone: null, userId: null }
    : identityOf([value.recipient_id, contact?.wa_id, value.recipient_user_id, contact?.user_id]);

/** Each message and status names its customer's number several times, and parsing a number is slow. */
const parsedNumbers = boundedCache<string, string>(1_000);

/** Returns the user key of an address: a phone number in E.164, else the user id. */
export const userKeyOfAddress = (address: string): string =>
  isPhoneNumber(address) ? parsedNumbers.getOrCreate(address, () => toE164(`+${address}`) ?? `+${address}`) : address;

/** Returns the address of a customer's conversation: the phone number if there is one, else the user id. */
export const addressOfIdentity = ({ phone, userId }: Identity): string | null => phone ?? userId;

/** Returns the user key of a customer without other known aliases. */
export const userKeyOf = (identity: Identity): string | null => {
  const address = addressOfIdentity(identity);
  return address === null ? null : userKeyOfAddress(address);
};

/** Reads a change of number or user id from a system message; null for any other message. */
export function readIdentityChange(value: JsonObject): { from: string[]; to: Identity } | null {
  const { system } = value;
  if (value.type !== 'system' || !isJsonObject(system)) return null;
  if (system.type !== 'user_changed_number' && system.type !== 'user_changed_user_id') return null;
  const to = identityOf([system.wa_id, system.new_wa_id, system.user_id]);
  const from = [value.from, value.from_user_id, system.previous_user_id]
    .map(readIdentifier)
    .filter((each) => each !== null && each !== to.phone && each !== to.userId);
  return userKeyOf(to) === null || from.length === 0 ? null : { from: from as string[], to };
}
