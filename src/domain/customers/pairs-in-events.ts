import type { NamePair } from '../../db/customer-names';
import { eventTime } from '../messages/event-time';
import { type Identity, recipientOf, senderOf } from '../messages/identity';
import type { WebhookEvent } from '../messages/inbound-event';

const customerOf = ({ type, value, contact }: WebhookEvent): Identity =>
  type === 'status' ? recipientOf(value, contact) : senderOf(value, contact);

/** The phone numbers and user ids that messages and statuses give together. */
export function pairsInEvents(events: WebhookEvent[]): NamePair[] {
  return events.flatMap((event) => {
    const { phone, userId } = customerOf(event);
    if (phone === null || userId === null) return [];
    const at = eventTime(event.value.timestamp, event.received_at);
    return [{ accountId: event.account_id, of: phone, name: userId, at }];
  });
}

/** The customer with the phone number that something else in the same batch gives them. */
export function withPhone(accountId: string, { phone, userId }: Identity, pairs: NamePair[]): Identity {
  const told = pairs.filter((pair) => pair.accountId === accountId && pair.name === userId);
  return { userId, phone: phone ?? told.toSorted((a, b) => b.at - a.at)[0]?.of ?? null };
}
