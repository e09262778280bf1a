import type { OutboxDraft } from '../../db/events/outbox';
import type { Shipment } from '../../db/shipments/shipments';
import type { ShipmentTrigger } from '../shipments/shipment-trigger';

/** Returns what is written to the outbox when something has happened to a shipment. */
export function shipmentEventDraft({ on }: ShipmentTrigger, shipment: Shipment): OutboxDraft {
  const { accountId, shipmentId, hold } = shipment;
  return {
    accountId,
    // Subscribers know a failed attempt by the name that shipping platforms use.
    type: on === 'shipment.attempt_failed' ? 'shipment.failed' : on,
    objectId: shipmentId,
    facts: {
      shipment_id: shipmentId,
      id_store: shipment.storeId,
      order_id: shipment.orderId,
      state: shipment.state,
      carrier: shipment.carrier,
      tracking_number: shipment.trackingNumber,
      tracking_url: shipment.trackingUrl,
      attempts: shipment.attempts,
      held: hold && { episode: hold.episode, reason: hold.reason, since: hold.since, until: hold.until },
      state_at: shipment.stateAt,
    },
  };
}
