import type { NamePair } from '../../db/customer-names';
import { eventTime } from '../events/event-time';
import type { WebhookEvent } from '../inbound-event';
import { type Identity, keyOfAddress, recipientOf, senderOf } from './identity';
import { namePairs } from './name-pairs';

const customerOf = ({ type, value, contact }: WebhookEvent): Identity =>
  type === 'status' ? recipientOf(value, contact) : senderOf(value, contact);

/**
 * The names that WhatsApp gives a customer together: phone number and user id, and the number as every other part writes it
 * where WhatsApp writes another one.
 */
export function pairsOf(accountId: string, { phone, userId }: Identity, at: number): NamePair[] {
  return phone === null ? [] : namePairs(phone, [userId, keyOfAddress(phone).slice(1)], { accountId, at });
}

/** The names that messages and statuses give their customers together. */
export const pairsInEvents = (events: WebhookEvent[]): NamePair[] =>
  events.flatMap((event) =>
    pairsOf(event.account_id, customerOf(event), eventTime(event.value.timestamp, event.received_at)),
  );

/** The customer with the phone number that something else in the same batch gives them. */
export function withPhone(accountId: string, { phone, userId }: Identity, pairs: NamePair[]): Identity {
  const told = pairs.filter((pair) => pair.accountId === accountId && pair.name === userId);
  return { userId, phone: phone ?? told.toSorted((a, b) => b.at - a.at)[0]?.of ?? null };
}
