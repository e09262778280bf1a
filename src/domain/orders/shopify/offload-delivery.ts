import { offloadLargePayload } from '../../events/offload-payload';
import { payloadRefOf } from '../../events/payload-ref';
import type { OrderDelivery } from '../../order-delivery';
import type { Deps } from '../../ports';

/** Stores the payload of an order that does not fit in a queue message in R2. */
export const offloadDelivery = (deps: Pick<Deps, 'files'>, delivery: OrderDelivery): Promise<OrderDelivery> =>
  offloadLargePayload(deps, delivery, {
    key: async () => payloadRefOf(delivery.event_id),
    content: () => delivery.payload,
    withoutContent: { payload: '' },
  });
