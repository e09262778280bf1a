import type { Account } from '../../db/accounts/accounts';
import type { TriggeredFlow } from '../../db/flows/flows';
import type { RequestRow } from '../../db/requests/requests';
import { isStartedByOrderEvent } from '../../shared/crypto/dedupe-key';
import type { Deps } from '../ports';
import { namesEvent, type WatchingRequest } from '../triggers/watching-requests';
import { type OrderEventContext, orderEventScope } from './order-event';
import { requestsForOrderEvent } from './requests-for-order-event';

export type OrderEventPlan = {
  /** Requests to insert with the order, and then to start by `startRequests`. */
  started: RequestRow[];
  /** Ids of requests to cancel with the order, with the event as their outcome, and then to stop by `stopRequests`. */
  cancelled: string[];
};

/**
 * Plans which of `flows` an order's event starts and which of the `watching` requests it cancels. Both are written in the
 * batch that writes the order; repeating them changes nothing.
 */
export function planOrderEvent(
  deps: Pick<Deps, 'log' | 'now'>,
  account: Pick<Account, 'accountId' | 'timeZone' | 'currency'>,
  { flows, watching, ...event }: OrderEventContext & { flows: TriggeredFlow[]; watching: WatchingRequest[] },
): OrderEventPlan {
  const { on, order, shipments } = event;
  const isCancelled = (request: WatchingRequest): boolean =>
    // A repeated event must not cancel what it started the first time.
    !isStartedByOrderEvent(request.dedupeKey, event) &&
    namesEvent(deps, account, request, { on, scope: orderEventScope(order, request.variables, shipments) });
  return {
    started: requestsForOrderEvent(deps, account, { ...event, flows }),
    cancelled: watching.filter(isCancelled).map(({ requestId }) => requestId),
  };
}
