import type { DeliveryKey } from '../../db/deliveries/delivery-keys';
import type { Deps } from '../ports';
import { QUEUE_DELIVERY_GRACE_MS } from '../queue-times';

/** Of each subscription: an account with 50 subscriptions to everything then gets 5,000 deliveries in one batch. */
const MAX_DISPATCHED = 100;

/**
 * Makes the deliveries of an account's new events, each event once for each subscription that wants it. Returns those that are
 * due now; the deliveries of one object follow each other. Events beyond the limit are dispatched by a wake-up of their own.
 */
export async function dispatchEvents(
  deps: Pick<Deps, 'eventDeliveries' | 'now' | 'queueEventWakeUps'>,
  accountId: string,
): Promise<DeliveryKey[]> {
  const now = deps.now();
  const visibleAt = now + QUEUE_DELIVERY_GRACE_MS;
  const { due, more } = await deps.eventDeliveries.dispatch({ accountId, now, visibleAt, limit: MAX_DISPATCHED });
  if (more) await deps.queueEventWakeUps([{ accountId, delivery: null, delayMs: 0 }]);
  return due;
}
