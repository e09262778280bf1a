import type { ShipmentStatus } from '../../shared/orders/shipment-states';
import type { ShipmentEvent } from './reports/shipment-event';

const MINUTE_MS = 60_000;

/**
 * The order of events of the same minute. A cancellation comes before every scan, which proves that the parcel was handed
 * over; a loss before a delivery, which proves that it was found.
 */
const RANKS: Record<ShipmentStatus, number> = {
  announced: 1,
  cancelled: 2,
  in_transit: 3,
  out_for_delivery: 4,
  attempt_failed: 5,
  ready_for_pickup: 6,
  held: 7,
  lost: 8,
  delivered: 9,
  returning: 10,
  returned: 11,
};

type Place<Event extends ShipmentEvent = ShipmentEvent> = { event: Event; minute: number; rank: number };

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byList = ({ event: a }: Place, { event: b }: Place): number =>
  byText(a.source, b.source) || (a.listIndex ?? -1) - (b.listIndex ?? -1);

const byPlace = (a: Place, b: Place): number =>
  a.minute - b.minute ||
  a.rank - b.rank ||
  (a.event.listIndex ?? -1) - (b.event.listIndex ?? -1) ||
  a.event.happenedAt - b.event.happenedAt ||
  byText(a.event.source, b.event.source) ||
  byText(a.event.dedupeKey, b.event.dedupeKey);

/** Returns what names the list of an event: a platform sends its list again and again, and each call of the API has its own. */
const listOf = ({ event: { source, receivedAt }, minute }: Place): string =>
  source === 'api' ? `${minute} ${source} ${receivedAt}` : `${minute} ${source}`;

/** Raises the rank of an event to that of the earlier events in its source's list, so that the list keeps its order. */
function keepListOrder(places: Place[]): void {
  const lists = new Map<string, number>();
  for (const place of places.filter(({ event }) => event.listIndex !== null).toSorted(byList)) {
    const list = listOf(place);
    place.rank = Math.max(place.rank, lists.get(list) ?? 0);
    lists.set(list, place.rank);
  }
}

/**
 * Returns events in the order in which they happened, which does not depend on the order in which they came. Within a minute
 * the source's own list decides, else the usual order of a parcel's life.
 */
export function sortEvents<Event extends ShipmentEvent>(events: readonly Event[]): Event[] {
  const places = events.map(
    (event): Place<Event> => ({
      event,
      minute: Math.floor(event.happenedAt / MINUTE_MS),
      rank: event.state === null ? 0 : RANKS[event.state],
    }),
  );
  keepListOrder(places);
  return places.toSorted(byPlace).map(({ event }) => event);
}
