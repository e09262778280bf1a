import type { OrderDelivery } from '../../order-delivery';
import type { Deps } from '../../ports';

/** Gives a delivery its payload where that waits in the bucket. Throws when it is not there: the delivery is tried again. */
export async function loadDeliveryPayload(deps: Pick<Deps, 'files'>, delivery: OrderDelivery): Promise<OrderDelivery> {
  if (delivery.claim === null) return delivery;
  const payload = await deps.files.text(delivery.claim);
  if (payload === null) throw new Error('the claimed payload is not in the bucket');
  return { ...delivery, payload };
}
