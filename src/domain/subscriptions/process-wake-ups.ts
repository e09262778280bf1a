import type { DeliveryKey } from '../../db/deliveries/delivery-keys';
import { type DeliverEventsDeps, deliverEvents } from './deliver-events';
import { dispatchEvents } from './dispatch-events';
import { queueDeliveries } from './queue-deliveries';

/** As many as a batch of the queue brings. */
const MAX_DELIVERED = 100;

/** Dispatches the new events of accounts, and delivers these events and those that are due; what is too much is queued. */
export async function processWakeUps(
  deps: DeliverEventsDeps,
  { accountIds, due }: { accountIds: string[]; due: DeliveryKey[] },
  background: (work: Promise<void>) => void,
): Promise<void> {
  const dispatched = await Promise.all(accountIds.map((accountId) => dispatchEvents(deps, accountId)));
  const all = [...due, ...dispatched.flat()];
  await queueDeliveries(deps, all.slice(MAX_DELIVERED));
  await deliverEvents(deps, all.slice(0, MAX_DELIVERED), background);
}
