import type { AccountEvent } from '../../../db/events';
import { orderDeliveryIdKey, orderDeliveryKey } from '../../../shared/dedupe-key';
import type { OrderDelivery } from '../../order-delivery';

/** By what a delivery is known again: Shopify's id of it, and its very content for the action. Both within its store. */
export const deliveryDedupeKeys = ({ id_store, action, digest, webhook_id }: OrderDelivery) => ({
  dedupeKey: orderDeliveryKey(id_store, action, digest),
  deliveryId: webhook_id === null ? null : orderDeliveryIdKey(id_store, webhook_id),
});

/**
 * A delivery as it stands among the account's events for 7 days, so that a person can look at it and replay it.
 * `userKey` is whom it is erased with, `reason` why it changed nothing.
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
  const names = deliveryDedupeKeys(delivery);
  return {
    eventId: event_id,
    accountId: account_id,
    type: 'inbound.order',
    about: { id_store, action, order_id: orderId, webhook_id, ...(reason === null ? {} : { reason }) },
    dedupeKey: names.dedupeKey,
    createdAt: received_at,
    state,
    // What lies in the bucket is not kept a second time.
    body: delivery.claim === null ? delivery : { ...delivery, payload: '' },
    userKey,
    // One that failed may come again under the same id.
    deliveryId: state === 'failed' ? null : names.deliveryId,
  };
}
