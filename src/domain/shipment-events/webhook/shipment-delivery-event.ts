import type { AccountEvent } from '../../../db/events/events';
import type { Order } from '../../../db/orders/orders';
import { orderDeliveryIdKey, shipmentDeliveryKey } from '../../../shared/crypto/dedupe-key';
import type { ShipmentDelivery } from '../../shipment-delivery';

/** Returns the keys by which a repeated delivery is recognised: its content, and Shopify's id of it. */
export const shipmentDeliveryKeys = ({ id_store, source, topic, digest, webhook_id }: ShipmentDelivery) => ({
  dedupeKey: shipmentDeliveryKey(id_store, source, topic, digest),
  deliveryId: webhook_id === null ? null : orderDeliveryIdKey(id_store, webhook_id),
});

/**
 * Makes the event of a delivery, which is kept for 7 days for inspection and replay. It is erased with the order's customer;
 * `reason` is why it was not applied.
 */
export function eventOfShipmentDelivery(
  delivery: ShipmentDelivery,
  {
    state,
    order,
    reason,
  }: {
    state: NonNullable<AccountEvent['state']>;
    order: Pick<Order, 'orderId' | 'userKey'> | undefined;
    reason: string | null;
  },
): AccountEvent {
  const { event_id, account_id, id_store, source, topic, webhook_id, received_at } = delivery;
  const keys = shipmentDeliveryKeys(delivery);
  const orderId = order?.orderId ?? null;
  return {
    eventId: event_id,
    accountId: account_id,
    type: 'inbound.shipment',
    about: { id_store, source, topic, order_id: orderId, webhook_id, ...(reason === null ? {} : { reason }) },
    dedupeKey: keys.dedupeKey,
    createdAt: received_at,
    state,
    // A payload in R2 is not stored a second time.
    body: delivery.claim === null ? delivery : { ...delivery, payload: '' },
    userKey: order?.userKey ?? null,
    // Shopify may send a failed delivery again under the same id.
    deliveryId: state === 'failed' ? null : keys.deliveryId,
  };
}
