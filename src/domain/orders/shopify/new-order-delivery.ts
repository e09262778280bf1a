import { newId } from '../../../shared/crypto/ids';
import { offloadLargePayload } from '../../events/offload-payload';
import { payloadRefOf } from '../../events/payload-ref';
import type { OrderDelivery } from '../../order-delivery';
import type { Deps } from '../../ports';

/** Makes the queue message of an order that was received now. */
export const newOrderDelivery = (
  { now }: Pick<Deps, 'now'>,
  fields: Omit<OrderDelivery, 'type' | 'event_id' | 'received_at' | 'claim'>,
): OrderDelivery => ({ type: 'order', event_id: newId('evt'), ...fields, received_at: now(), claim: null });

/** Stores an order's payload in R2 if it is too large for a queue message. */
export const offloadDelivery = (deps: Pick<Deps, 'files'>, delivery: OrderDelivery): Promise<OrderDelivery> =>
  offloadLargePayload(deps, delivery, {
    key: async () => payloadRefOf(delivery.event_id),
    content: () => delivery.payload,
    withoutContent: { payload: '' },
  });
