import type { AccountEvent } from '../../db/events/events';
import type { WebhookEvent } from '../inbound-event';
import type { OrderDelivery } from '../order-delivery';
import type { Context, Deps } from '../ports';
import type { ShipmentDelivery } from '../shipment-delivery';
import { findEvent } from './find-event';
import { loadEventPayload } from './load-event-payload';

/** Only the latest payload of an order is kept; one that was replaced or purged is empty. */
const withPayload = async <Delivery extends OrderDelivery | ShipmentDelivery>(
  deps: Pick<Deps, 'files'>,
  delivery: Delivery,
): Promise<Delivery> =>
  delivery.claim === null ? delivery : { ...delivery, payload: (await deps.files.text(delivery.claim)) ?? '' };

/** Loads an event with its payload. */
export async function loadEvent(
  deps: Pick<Deps, 'files' | 'inboundEvents'>,
  context: Context,
  eventId: string,
): Promise<AccountEvent> {
  const event = await findEvent(deps, context, eventId);
  const body = event.body as WebhookEvent | OrderDelivery | ShipmentDelivery | null;
  if (body === null) return event;
  const isDelivery = body.type === 'order' || body.type === 'shipment';
  return { ...event, body: isDelivery ? await withPayload(deps, body) : await loadEventPayload(deps, body) };
}
