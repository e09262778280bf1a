import type { OutboxEvent } from '../../db/events/outbox';
import type { SubjectData } from '../../db/subscriptions/event-subjects';
import { EVENT_CATALOGUE } from '../../shared/events/event-catalogue';
import type { Deps } from '../ports';
import { hasCustomer } from './has-customer';

/** Returns the customers' data of an account's events by the id of their objects; one round trip. */
export async function loadCustomers(
  { eventSubjects }: Pick<Deps, 'eventSubjects'>,
  accountId: string,
  events: OutboxEvent[],
): Promise<Map<string, SubjectData>> {
  if (events.length === 0) return new Map();
  const objects = events.map(({ type, objectId }) => ({ subject: EVENT_CATALOGUE[type].subject, objectId }));
  const found = await eventSubjects.find(accountId, objects);
  return new Map(found.map((each) => [each.objectId, each]));
}

/** Returns the customer's data for an event's body; undefined for an event that is about no customer. */
export const customerOf = ({ type, objectId }: OutboxEvent, customers: Map<string, SubjectData>) =>
  hasCustomer(type) ? (customers.get(objectId) ?? null) : undefined;
