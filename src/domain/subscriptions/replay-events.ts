import type { Context, Deps } from '../ports';
import { QUEUE_DELIVERY_GRACE_MS } from '../queue-times';
import { findReadableSubscription } from './find-subscription';
import { queueDeliveries } from './queue-deliveries';

const MAX_REPLAYED = 1_000;

/**
 * Sends the events since an instant to a subscription again, under their ids, up to 1,000 a call, the oldest first. Returns how
 * many, and since when to continue; null if there are no more. Fails with not_found and missing_scope.
 */
export async function replayEvents(
  deps: Pick<Deps, 'eventDeliveries' | 'log' | 'now' | 'queueEventWakeUps' | 'subscriptions'>,
  context: Context,
  { subscriptionId, since, types }: { subscriptionId: string; since: number; types: string[] },
): Promise<{ replayed: number; nextAt: number | null }> {
  const { accountId } = await findReadableSubscription(deps, context, subscriptionId);
  const now = deps.now();
  const { replayed, due, nextAt } = await deps.eventDeliveries.replay({
    accountId,
    subscriptionId,
    since,
    types,
    now,
    visibleAt: now + QUEUE_DELIVERY_GRACE_MS,
    limit: MAX_REPLAYED,
  });
  await queueDeliveries(deps, due);
  return { replayed, nextAt };
}
