import type { DeliveryKey } from '../../db/deliveries/delivery-keys';
import { describeError } from '../../shared/errors/describe-error';
import type { Deps } from '../ports';

/** Queues wake-ups for deliveries; the sweep finds one whose wake-up is lost. */
export async function queueDeliveries(
  deps: Pick<Deps, 'log' | 'queueEventWakeUps'>,
  keys: (DeliveryKey & { delayMs?: number })[],
): Promise<void> {
  const wakeUps = keys.map(({ accountId, subscriptionId, eventId, delayMs = 0 }) => {
    return { accountId, delivery: { subscriptionId, eventId }, delayMs };
  });
  await deps.queueEventWakeUps(wakeUps).catch((error: unknown) => {
    deps.log('deliveries_not_queued', { count: wakeUps.length, error: describeError(error) });
  });
}
