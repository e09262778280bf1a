import { claimKey } from '../../events/claim-key';
import { claimLarge } from '../../events/claim-large';
import type { OrderDelivery } from '../../order-delivery';
import type { Deps } from '../../ports';

/** Puts an order that no queue message can hold into the bucket. */
export const claimDelivery = (deps: Pick<Deps, 'files'>, delivery: OrderDelivery): Promise<OrderDelivery> =>
  claimLarge(deps, delivery, {
    key: async () => claimKey(delivery.event_id),
    content: () => delivery.payload,
    emptied: { payload: '' },
  });
