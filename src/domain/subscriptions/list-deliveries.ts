import type { PageParams } from '../../db/sql/page';
import type { EventDelivery } from '../../db/subscriptions/event-deliveries';
import type { Context, Deps } from '../ports';
import { findSubscription } from './find-subscription';

/** Returns a page of a subscription's deliveries, newest first, with their attempts. Fails with not_found. */
export async function listDeliveries(
  deps: Pick<Deps, 'eventDeliveries' | 'subscriptions'>,
  context: Context,
  { subscriptionId, state, page }: { subscriptionId: string; state?: EventDelivery['state']; page: PageParams },
) {
  const { accountId } = await findSubscription(deps, context, subscriptionId);
  return deps.eventDeliveries.list({ accountId, subscriptionId, ...(state && { state }) }, page);
}
