import type { NamePair } from '../../db/customer-names';
import { eventTime } from '../events/event-time';
import type { WebhookEvent } from '../inbound-event';
import { aliasPairs } from './alias-pairs';
import { type Identity, senderOf, statusRecipientOf, userKeyOfAddress } from './identity';

const customerOf = ({ type, value, contact }: WebhookEvent): Identity =>
  type === 'status' ? statusRecipientOf(value, contact) : senderOf(value, contact);

/**
 * The names that WhatsApp gives a customer together: phone number and user id, and the number as every other part writes it
 * where WhatsApp writes another one.
 */
export function aliasPairsOf(accountId: string, { phone, userId }: Identity, at: number): NamePair[] {
  return phone === null ? [] : aliasPairs(phone, [userId, userKeyOfAddress(phone).slice(1)], { accountId, at });
}

/** The names that messages and statuses give their customers together. */
export const aliasPairsInEvents = (events: WebhookEvent[]): NamePair[] =>
  events.flatMap((event) =>
    aliasPairsOf(event.account_id, customerOf(event), eventTime(event.value.timestamp, event.received_at)),
  );

/** The customer with the phone number that something else in the same batch gives them. */
export function withKnownPhone(accountId: string, { phone, userId }: Identity, pairs: NamePair[]): Identity {
  const told = pairs.filter((pair) => pair.accountId === accountId && pair.name === userId);
  return { userId, phone: phone ?? told.toSorted((a, b) => b.at - a.at)[0]?.address ?? null };
}
