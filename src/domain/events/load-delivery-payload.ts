import type { Deps } from '../ports';

/** Loads a delivery's payload from R2 if it is stored there. Throws if it is missing: the queue then retries. */
export async function loadDeliveryPayload<Delivery extends { claim: string | null; payload: string }>(
  deps: Pick<Deps, 'files'>,
  delivery: Delivery,
): Promise<Delivery> {
  if (delivery.claim === null) return delivery;
  const payload = await deps.files.text(delivery.claim);
  if (payload === null) throw new Error('the payload of the delivery is not in the bucket');
  return { ...delivery, payload };
}
