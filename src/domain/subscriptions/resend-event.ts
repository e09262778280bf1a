import { AppError } from '../../shared/errors/app-error';
import type { Context, Deps } from '../ports';
import { QUEUE_DELIVERY_GRACE_MS } from '../queue-times';
import { findReadableSubscription } from './find-subscription';
import { queueDeliveries } from './queue-deliveries';

/** Sends an event to a subscription again, under its id. Fails with missing_scope and not_found, also for a delivery that has not ended. */
export async function resendEvent(
  deps: Pick<Deps, 'eventDeliveries' | 'log' | 'now' | 'queueEventWakeUps' | 'subscriptions'>,
  context: Context,
  { subscriptionId, eventId }: { subscriptionId: string; eventId: string },
): Promise<void> {
  const { accountId } = await findReadableSubscription(deps, context, subscriptionId);
  const now = deps.now();
  const due = await deps.eventDeliveries.resend(
    { accountId, subscriptionId, eventId },
    now,
    now + QUEUE_DELIVERY_GRACE_MS,
  );
  if (!due) throw new AppError('not_found', 'The subscription has no ended delivery of this event');
  await queueDeliveries(deps, due);
}
