import type { AccountEvent } from '../../db/events';
import type { WebhookEvent } from '../inbound-event';
import type { OrderDelivery } from '../order-delivery';
import type { Context, Deps } from '../ports';
import { findEvent } from './find-event';
import { loadEventPayload } from './load-event-payload';

/** Only the latest payload of an order is kept; one that was replaced or purged is empty. */
const withPayload = async (deps: Pick<Deps, 'files'>, delivery: OrderDelivery): Promise<OrderDelivery> =>
  delivery.claim === null ? delivery : { ...delivery, payload: (await deps.files.text(delivery.claim)) ?? '' };

/** Loads an event with its payload. */
export async function loadEvent(
  deps: Pick<Deps, 'files' | 'inboundEvents'>,
  context: Context,
  eventId: string,
): Promise<AccountEvent> {
  const event = await findEvent(deps, context, eventId);
  const body = event.body as WebhookEvent | OrderDelivery | null;
  if (body === null) return event;
  return { ...event, body: body.type === 'order' ? await withPayload(deps, body) : await loadEventPayload(deps, body) };
}
