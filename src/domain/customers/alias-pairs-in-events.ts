import type { NamePair } from '../../db/customers/customer-names';
import { eventTime } from '../events/event-time';
import type { WebhookEvent } from '../inbound-event';
import { aliasPairs } from './alias-pairs';
import { type Identity, senderOf, statusRecipientOf, userKeyOfAddress } from './identity';

const customerOf = ({ type, value, contact }: WebhookEvent): Identity =>
  type === 'status' ? statusRecipientOf(value, contact) : senderOf(value, contact);

/**
 * Pairs a customer's phone number, as WhatsApp writes it, with their user id and with the number in E.164 where the two
 * spellings differ.
 */
export function aliasPairsOf(accountId: string, { phone, userId }: Identity, at: number): NamePair[] {
  return phone === null ? [] : aliasPairs(phone, [userId, userKeyOfAddress(phone).slice(1)], { accountId, at });
}

/** Collects the alias pairs in messages and statuses. */
export const aliasPairsInEvents = (events: WebhookEvent[]): NamePair[] =>
  events.flatMap((event) =>
    aliasPairsOf(event.account_id, customerOf(event), eventTime(event.value.timestamp, event.received_at)),
  );

/** Adds the phone number to an identity that has none, from the latest alias pair of the same batch. */
export function addPhoneFromPairs(accountId: string, { phone, userId }: Identity, pairs: NamePair[]): Identity {
  const own = pairs.filter((pair) => pair.accountId === accountId && pair.name === userId);
  return { userId, phone: phone ?? own.toSorted((a, b) => b.at - a.at)[0]?.address ?? null };
}
