import type { Deps } from '../ports';
import { QUEUE_DELIVERY_GRACE_MS } from '../queue-times';
import { queueDeliveries } from './queue-deliveries';

/** Queues wake-ups for up to `limit` deliveries whose wake-up was lost; returns how many. */
export async function queueStaleDeliveries(
  deps: Pick<Deps, 'eventDeliveries' | 'log' | 'now' | 'queueEventWakeUps'>,
  limit: number,
): Promise<number> {
  const now = deps.now();
  const stale = await deps.eventDeliveries.claimStale({ now, visibleAt: now + QUEUE_DELIVERY_GRACE_MS, limit });
  await queueDeliveries(deps, stale);
  return stale.length;
}
