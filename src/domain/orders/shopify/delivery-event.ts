import type { AccountEvent } from '../../../db/events/events';
import { orderDeliveryIdKey, orderDeliveryKey } from '../../../shared/crypto/dedupe-key';
import type { OrderDelivery } from '../../order-delivery';

/** Returns the keys by which a repeated delivery is recognised: its content and action, and Shopify's id of it. */
export const deliveryDedupeKeys = ({ id_store, action, digest, webhook_id }: OrderDelivery) => ({
  dedupeKey: orderDeliveryKey(id_store, action, digest),
  deliveryId: webhook_id === null ? null : orderDeliveryIdKey(id_store, webhook_id),
});

/**
 * Makes the event of a delivery, which is kept for 7 days for inspection and replay. It is erased with `userKey`; `reason` is
 * why it was not applied.
 */
export function eventOfDelivery(
  delivery: OrderDelivery,
  {
    state,
    orderId,
    userKey,
    reason,
  }: {
    state: NonNullable<AccountEvent['state']>;
    orderId: string | null;
    userKey: string | null;
    reason: string | null;
  },
): AccountEvent {
  const { event_id, account_id, id_store, action, webhook_id, received_at } = delivery;
  const keys = deliveryDedupeKeys(delivery);
  return {
    eventId: event_id,
    accountId: account_id,
    type: 'inbound.order',
    about: { id_store, action, order_id: orderId, webhook_id, ...(reason === null ? {} : { reason }) },
    dedupeKey: keys.dedupeKey,
    createdAt: received_at,
    state,
    // A payload in R2 is not stored a second time.
    body: delivery.claim === null ? delivery : { ...delivery, payload: '' },
    userKey,
    // Shopify may send a failed delivery again under the same id.
    deliveryId: state === 'failed' ? null : keys.deliveryId,
  };
}
