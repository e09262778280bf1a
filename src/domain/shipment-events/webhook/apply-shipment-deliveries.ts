import type { Deps } from '../../ports';
import type { ShipmentDelivery } from '../../shipment-delivery';
import { applyShipmentEvents } from '../apply-shipment-events';
import { parseShipmentDelivery } from './parse-delivery';
import { eventOfShipmentDelivery, shipmentDeliveryKeys } from './shipment-delivery-event';

/**
 * Applies webhooks about shipments in two round trips to D1, however many there are: each once, by its delivery id and its
 * content. One that is of no known form, reports nothing or is about an unknown order is only stored.
 */
export async function applyShipmentDeliveries(
  deps: Pick<Deps, 'engine' | 'inboundShipments' | 'log' | 'now' | 'queuePushes'>,
  deliveries: ShipmentDelivery[],
): Promise<void> {
  const batches = deliveries.map((delivery) => {
    const reports = parseShipmentDelivery(delivery);
    const notApplied = reports === null ? 'unknown_form' : reports.length === 0 ? 'nothing_reported' : 'unknown_order';
    return {
      accountId: delivery.account_id,
      storeId: delivery.id_store,
      receivedAt: delivery.received_at,
      reports: reports ?? [],
      raw: {
        ...shipmentDeliveryKeys(delivery),
        eventOf: ({
          isApplied,
          order,
        }: {
          isApplied: boolean;
          order: Parameters<typeof eventOfShipmentDelivery>[1]['order'];
        }) =>
          eventOfShipmentDelivery(delivery, {
            state: isApplied ? 'applied' : 'kept',
            order,
            reason: isApplied ? null : notApplied,
          }),
      },
    };
  });
  await applyShipmentEvents(deps, batches);
}
