import type { OutboxEvent } from '../../db/events/outbox';
import type { SubjectData } from '../../db/subscriptions/event-subjects';
import { EVENT_CATALOGUE, type EventType } from '../../shared/events/event-catalogue';
import { isJsonObject, type JsonObject, type JsonValue } from '../../shared/json/json';
import { formatInstant } from '../../shared/time/time-zone';

/** Members are only added to events under a version. */
export const EVENTS_API_VERSION = '2026-12-01';

/** An event as subscribers and the poll get it. */
export type EventBody = {
  id: string;
  type: EventType;
  timestamp: string;
  api_version: string;
  account_id: string;
  data: JsonObject;
};

const INSTANT = /(_at|(^|_)since|(^|_)until)$/;

/** Formats the instants among facts, which are stored in epoch ms. */
function presentFacts(facts: JsonObject, zone: string): JsonObject {
  const present = (name: string, value: JsonValue): JsonValue => {
    if (typeof value === 'number' && INSTANT.test(name)) return formatInstant(value, zone);
    return isJsonObject(value) ? presentFacts(value, zone) : value;
  };
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, present(name, value)]));
}

/** Returns the address of the event's object in the API; null if a fact that it needs is missing. */
function urlOf({ type, facts }: OutboxEvent): string | null {
  const parts = EVENT_CATALOGUE[type].url.split(/[{}]/);
  const filled = parts.map((part, i) => (i % 2 === 0 ? part : facts[part]));
  return filled.every((part) => typeof part === 'string') ? filled.join('') : null;
}

/** Returns the body of an event. `customer`: the customer's data, for those who have asked for it; null if it was erased. */
export function eventBody(event: OutboxEvent, zone: string, customer?: SubjectData | null): EventBody {
  const { eventId, type, accountId, createdAt, sequence, facts } = event;
  const { userKey = null, content = null } = customer ?? {};
  const hasContent = EVENT_CATALOGUE[type].subject === 'message';
  return {
    id: eventId,
    type,
    timestamp: formatInstant(createdAt, zone),
    api_version: EVENTS_API_VERSION,
    account_id: accountId,
    data: {
      ...presentFacts(facts, zone),
      sequence,
      url: urlOf(event),
      ...(customer === undefined
        ? {}
        : { customer: userKey === null ? null : { user_key: userKey }, ...(hasContent ? { content } : {}) }),
    },
  };
}
