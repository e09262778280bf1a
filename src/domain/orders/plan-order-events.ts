import type { Account } from '../../db/accounts/accounts';
import type { TriggeredFlow } from '../../db/flows/flows';
import type { Order } from '../../db/orders/orders';
import type { EndedRequests } from '../../db/requests/request-statements';
import type { RequestRow } from '../../db/requests/requests';
import type { JsonObject } from '../../shared/json/json';
import type { Deps } from '../ports';
import type { OrderEvent } from '../triggers/trigger';
import { type WatchingRequest, watchingAmong } from '../triggers/watching-requests';
import { planOrderEvent } from './plan-order-event';

/** Requests to insert, and requests to cancel, with the change of an order that caused them. */
export type OrderChangePlan = {
  started: RequestRow[];
  ended: EndedRequests[];
  /** Those of `started` that a later event may cancel. */
  watching: WatchingRequest[];
};

/**
 * Plans the events of one change of an order, in their order: a later event may cancel what an earlier one started. `eventId`
 * tells the changes of an order apart; an event that happens once in an order's life has none.
 */
export function planOrderEvents(
  deps: Pick<Deps, 'log' | 'now'>,
  account: Account,
  change: {
    order: Order;
    /** The views of the order's shipments. */
    shipments: JsonObject[];
    events: OrderEvent[];
    eventId: string;
    flows: (TriggeredFlow & { on: string })[];
    watching: WatchingRequest[];
  },
): OrderChangePlan {
  const { order, shipments, flows } = change;
  const { accountId } = account;
  const plan: OrderChangePlan = { started: [], ended: [], watching: [] };
  for (const on of change.events) {
    const eventId = on === 'order.created' || on === 'order.cancelled' ? null : change.eventId;
    const triggered = flows.filter((flow) => flow.on === on);
    const watching = [...change.watching, ...plan.watching];
    const { started, cancelled } = planOrderEvent(deps, account, {
      on,
      order,
      shipments,
      eventId,
      flows: triggered,
      watching,
    });
    plan.started.push(...started);
    if (cancelled.length > 0) plan.ended.push({ accountId, requestIds: cancelled, outcome: on });
    plan.watching.push(...watchingAmong(started, triggered));
  }
  return plan;
}
