import type { Account } from '../../db/accounts';
import type { TriggeredFlow } from '../../db/flows';
import type { RequestRow } from '../../db/requests';
import { isStartedByOrderEvent } from '../../shared/dedupe-key';
import type { Deps } from '../ports';
import { CancelOn } from '../triggers/trigger';
import { triggerHolds } from '../triggers/trigger-holds';
import { type OrderEventContext, orderEventScope } from './order-event';
import { requestsForOrderEvent } from './requests-for-order-event';

/** A live request about an order whose flow names events that end it; the latter as JSON. */
export type WatchingRequest = Pick<RequestRow, 'requestId' | 'flow' | 'variables' | 'dedupeKey'> & { cancelOn: string };

export type OrderEventPlan = {
  /** To be written by `insertRequests`, and begun by `startRequests` once they are rows. */
  started: RequestRow[];
  /** To be ended by `cancelRequests` with the event as their outcome, and then by `stopRequests`. */
  cancelled: string[];
};

/**
 * What an event of an order does, of the flows that it can start and the requests about the order that it can end: both
 * belong into the batch that writes the order; done again they change nothing.
 */
export function planOrderEvent(
  deps: Pick<Deps, 'log' | 'now'>,
  account: Account,
  { flows, watching, ...event }: OrderEventContext & { flows: TriggeredFlow[]; watching: WatchingRequest[] },
): OrderEventPlan {
  const { on, order } = event;
  const ends = ({ flow, variables, dedupeKey, cancelOn }: WatchingRequest): boolean => {
    // A repeated event must not end what its first coming started.
    if (isStartedByOrderEvent(dedupeKey, event)) return false;
    const scope = orderEventScope(order, variables);
    return CancelOn.parse(JSON.parse(cancelOn)).some(
      (each) => each.on === on && triggerHolds(deps, account, { flow, when: each.when, scope }),
    );
  };
  return {
    started: requestsForOrderEvent(deps, account, { ...event, flows }),
    cancelled: watching.filter(ends).map(({ requestId }) => requestId),
  };
}
