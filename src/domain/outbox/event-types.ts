import { EVENT_CATALOGUE, type EventType } from '../../shared/events/event-catalogue';

/** Every type of event, in the order of the catalogue. */
export const EVENT_TYPE_NAMES = Object.keys(EVENT_CATALOGUE) as EventType[];

/** Whether a text selects at least one type: a type, `prefix.*` or `*`. */
export function isTypePattern(text: string): boolean {
  if (text === '*') return true;
  if (!text.endsWith('.*')) return Object.hasOwn(EVENT_CATALOGUE, text);
  return EVENT_TYPE_NAMES.some((type) => type.startsWith(text.slice(0, -1)));
}
