import { isJsonObject, type JsonObject } from '../../shared/json';
import { toE164 } from '../../shared/phone';

/** By what WhatsApp names a customer: a phone number in digits, a business-scoped user id, or both. */
export type Identity = { phone: string | null; userId: string | null };

const IDENTIFIER = /^[\x21-\x7e][\x20-\x7e]{0,199}$/;
const readIdentifier = (value: unknown): string | null =>
  typeof value === 'string' && IDENTIFIER.test(value.trim()) ? value.trim() : null;

/** Whether WhatsApp names a customer so by a phone number: digits alone; a business-scoped user id has letters. */
export const isPhoneNumber = (name: string): boolean => /^\d+$/.test(name);

export function identityOf(names: unknown[]): Identity {
  const known = names.map(readIdentifier).filter((each) => each !== null);
  return { phone: known.find(isPhoneNumber) ?? null, userId: known.find((each) => !isPhoneNumber(each)) ?? null };
}

/** A business-scoped user id begins with the country of its customer: `IT.1349…`. */
const countriesOf = ({ userId }: Identity): string[] => (userId === null ? [] : [userId.slice(0, userId.indexOf('.'))]);

/** Who wrote a message. A number that customers themselves give on our asking counts as theirs. */
export function senderOf(value: JsonObject, contact: JsonObject | null): Identity {
  const sender = identityOf([value.from, contact?.wa_id, value.from_user_id, value.user_id, contact?.user_id]);
  const [given] = Array.isArray(value.contacts) ? value.contacts : [];
  if (sender.phone !== null || !isJsonObject(given) || given.origin !== 'contact_request') return sender;
  const [phone] = Array.isArray(given.phones) ? given.phones : [];
  if (!isJsonObject(phone)) return sender;
  const digits =
    readIdentifier(phone.wa_id) ?? toE164(readIdentifier(phone.phone) ?? '', countriesOf(sender))?.slice(1) ?? '';
  return { ...sender, phone: isPhoneNumber(digits) ? digits : null };
}

/** To whom a status's message went; of a group's message to nobody. */
export const statusRecipientOf = (value: JsonObject, contact: JsonObject | null): Identity =>
  value.recipient_type === 'group'
    ? { phone: null, userId: null }
    : identityOf([value.recipient_id, contact?.wa_id, value.recipient_user_id, contact?.user_id]);

/** The key of an address: a phone number in E.164, as every other part writes it, else the user id. */
export const userKeyOfAddress = (address: string): string =>
  isPhoneNumber(address) ? (toE164(`+${address}`) ?? `+${address}`) : address;

/** The key of a customer whom nothing else is known of: the number as every other part writes it, else the user id. */
export const userKeyOf = ({ phone, userId }: Identity): string | null => {
  const name = phone ?? userId;
  return name === null ? null : userKeyOfAddress(name);
};

/** The address under which a conversation is kept: the phone number where there is one. */
export const addressOfIdentity = ({ phone, userId }: Identity): string | null => phone ?? userId;

/** A change of number or user id, which a system message tells; null for any other message. */
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
