import type { Account } from '../../db/accounts';
import type { RequestRow } from '../../db/requests';
import { CancelOn } from '../flows/definition';
import { triggerHolds } from '../flows/trigger-holds';
import type { Deps } from '../ports';
import { causeOf, eventScope, type OrderEventOf } from './order-event';
import { requestsStartedBy } from './requests-started-by';

export type OrderEventPlan = {
  /** To be written by `insertRequests`, and begun by `startRequests` once they are rows. */
  started: RequestRow[];
  /** To be ended by `cancelRequests` with the event as their outcome, and then by `stopRequests`. */
  cancelled: string[];
};

/**
 * What an event of an order does: the requests that it starts, and the live requests about that order that it ends. Both
 * belong into the batch that writes the order; done again they change nothing.
 */
export async function planOrderEvent(
  deps: Pick<Deps, 'flows' | 'log' | 'now'>,
  account: Account,
  event: OrderEventOf,
): Promise<OrderEventPlan> {
  const { on, order } = event;
  const { idStore, orderId } = order;
  const { flows, watching } = await deps.flows.findForOrderEvent(account.accountId, { on, idStore, orderId });
  const ends = ({ flow, variables, cause, cancelOn }: (typeof watching)[number]): boolean => {
    // A repeated event must not end what its first coming started.
    if (cause?.startsWith(`${causeOf(event)}:`)) return false;
    const scope = eventScope(order, variables);
    return CancelOn.parse(JSON.parse(cancelOn)).some(
      (each) => each.on === on && triggerHolds(deps, account, { flow, when: each.when, scope }),
    );
  };
  return {
    started: requestsStartedBy(deps, account, { ...event, flows }),
    cancelled: watching.filter(ends).map(({ requestId }) => requestId),
  };
}
