import { offloadLargePayload } from '../../events/offload-payload';
import { payloadRefOf } from '../../events/payload-ref';
import type { OrderDelivery } from '../../order-delivery';
import type { Deps } from '../../ports';

/** Puts an order that no queue message can hold into the bucket. */
export const offloadDelivery = (deps: Pick<Deps, 'files'>, delivery: OrderDelivery): Promise<OrderDelivery> =>
  offloadLargePayload(deps, delivery, {
    key: async () => payloadRefOf(delivery.event_id),
    content: () => delivery.payload,
    withoutContent: { payload: '' },
  });
