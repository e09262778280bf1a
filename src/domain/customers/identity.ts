import { isJsonObject, type JsonObject } from '../../shared/json';
import { toE164 } from '../../shared/phone';

/** By what WhatsApp names a customer: a phone number in digits, a business-scoped user id, or both. */
export type Identity = { phone: string | null; userId: string | null };

const NAME = /^[\x21-\x7e][\x20-\x7e]{0,199}$/;
const name = (value: unknown): string | null =>
  typeof value === 'string' && NAME.test(value.trim()) ? value.trim() : null;

/** Whether WhatsApp names a customer so by a phone number: digits alone; a business-scoped user id has letters. */
export const isPhoneName = (name: string): boolean => /^\d+$/.test(name);

export function identityOf(names: unknown[]): Identity {
  const known = names.map(name).filter((each) => each !== null);
  return { phone: known.find(isPhoneName) ?? null, userId: known.find((each) => !isPhoneName(each)) ?? null };
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
  const digits = name(phone.wa_id) ?? toE164(name(phone.phone) ?? '', countriesOf(sender))?.slice(1) ?? '';
  return { ...sender, phone: isPhoneName(digits) ? digits : null };
}

/** To whom a status's message went; of a group's message to nobody. */
export const recipientOf = (value: JsonObject, contact: JsonObject | null): Identity =>
  value.recipient_type === 'group'
    ? { phone: null, userId: null }
    : identityOf([value.recipient_id, contact?.wa_id, value.recipient_user_id, contact?.user_id]);

/** The key of an address: a phone number in E.164, as every other part writes it, else the user id. */
export const keyOfAddress = (address: string): string =>
  isPhoneName(address) ? (toE164(`+${address}`) ?? `+${address}`) : address;

/** The key of a customer whom nothing else is known of: the number as every other part writes it, else the user id. */
export const keyOf = ({ phone, userId }: Identity): string | null => {
  const name = phone ?? userId;
  return name === null ? null : keyOfAddress(name);
};

/** The address under which a conversation is kept: the phone number where there is one. */
export const addressOf = ({ phone, userId }: Identity): string | null => phone ?? userId;

/** A change of number or user id, which a system message tells; null for any other message. */
export function renamingOf(value: JsonObject): { from: string[]; to: Identity } | null {
  const { system } = value;
  if (value.type !== 'system' || !isJsonObject(system)) return null;
  if (system.type !== 'user_changed_number' && system.type !== 'user_changed_user_id') return null;
  const to = identityOf([system.wa_id, system.new_wa_id, system.user_id]);
  const from = [value.from, value.from_user_id, system.previous_user_id]
    .map(name)
    .filter((each) => each !== null && each !== to.phone && each !== to.userId);
  return keyOf(to) === null || from.length === 0 ? null : { from: from as string[], to };
}
