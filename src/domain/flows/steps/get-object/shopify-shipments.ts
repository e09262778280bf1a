import type { JsonObject, JsonValue } from '../../../../shared/json/json';
import { objectOrEmpty, objectsIn, textOrEmpty } from '../../../../shared/json/read-json';
import { foldEvents } from '../../../shipments/fold-events';
import type { ReportedEvent } from '../../../shipments/reports/shipment-event';
import { parseFulfillment } from '../../../shipments/sources/shopify/parse-fulfillment';
import { parseFulfillmentEvent } from '../../../shipments/sources/shopify/parse-fulfillment-event';

type ReadContext = { receivedAt: number; timeZone: string };

const lower = (value: JsonValue | undefined): JsonValue => (typeof value === 'string' ? value.toLowerCase() : null);
/** Webhooks about shipments name objects by the number of their global id. */
const numberOf = ({ id }: JsonObject): string => textOrEmpty(id).slice(textOrEmpty(id).lastIndexOf('/') + 1);
const isoInstant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** Returns a tracking event of the Admin API as a webhook sends it. */
const eventBody = (fulfillment: JsonObject, event: JsonObject): JsonObject => ({
  id: numberOf(event),
  fulfillment_id: numberOf(fulfillment),
  status: lower(event.status),
  message: event.message ?? null,
  happened_at: event.happenedAt ?? null,
  city: event.city ?? null,
  estimated_delivery_at: event.estimatedDeliveryAt ?? null,
});

/** Returns what Shopify says about a fulfillment: its tracking events, or its own status where it has none or was cancelled. */
function eventsOf(fulfillment: JsonObject, { receivedAt }: ReadContext): ReportedEvent[] {
  const nodes = objectsIn(objectOrEmpty(fulfillment.events).nodes);
  const events = nodes.flatMap(
    (node) => parseFulfillmentEvent(eventBody(fulfillment, node), { receivedAt, isDeleted: false }) ?? [],
  );
  const body = {
    id: numberOf(fulfillment),
    status: lower(fulfillment.status),
    shipment_status: lower(fulfillment.displayStatus),
    updated_at: fulfillment.updatedAt ?? null,
  };
  const own = events.length === 0 || body.status === 'cancelled' ? (parseFulfillment(body, receivedAt) ?? []) : [];
  return [...events, ...own].map(({ event }) => event);
}

/**
 * Returns the parcels of a Shopify order as Liquid reads them, one for each tracking number and one for a fulfillment without a
 * number, from the fulfillments of the Admin API. `timeZone` separates days.
 */
export function shopifyShipments(fulfillments: JsonObject[], context: ReadContext): JsonObject[] {
  return fulfillments.flatMap((fulfillment) => {
    const events = eventsOf(fulfillment, context).map((event, i) => ({
      ...event,
      dedupeKey: event.sourceEventId ?? String(i),
      receivedAt: context.receivedAt,
      triggered: [],
    }));
    const { state } = foldEvents(events, { zone: context.timeZone, leading: null });
    const tracked = objectsIn(fulfillment.trackingInfo);
    const expectedAt = Date.parse(textOrEmpty(fulfillment.estimatedDeliveryAt));
    return (tracked.length > 0 ? tracked : [{}]).map(({ company, number, url }: JsonObject) => ({
      state: state.state,
      state_at: isoInstant(state.stateAt),
      carrier: company ?? null,
      tracking_number: number ?? null,
      tracking_url: url ?? null,
      attempts: state.attempts,
      delayed: state.delayed,
      problem: state.problem,
      // Shopify has no state for a parcel that waits for the sender.
      held: null,
      expected_at: isoInstant(state.expectedAt ?? (Number.isNaN(expectedAt) ? null : expectedAt)),
    }));
  });
}
