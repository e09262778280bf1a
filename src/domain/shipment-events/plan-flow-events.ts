import type { Account } from '../../db/accounts/accounts';
import type { TriggeredFlow } from '../../db/flows/flows';
import type { Order } from '../../db/orders/orders';
import type { EndedRequests } from '../../db/requests/request-statements';
import type { RequestRow } from '../../db/requests/requests';
import type { Shipment } from '../../db/shipments/shipments';
import {
  isStartedByOrderEvent,
  isStartedByShipmentTrigger,
  orderEventRequestKey,
  shipmentTriggerRequestKey,
  startingShipment,
} from '../../shared/crypto/dedupe-key';
import type { JsonObject } from '../../shared/json/json';
import { orderEventScope } from '../orders/order-event';
import type { Deps } from '../ports';
import { newRequest } from '../requests/new-request';
import { shipmentView } from '../shipment-view';
import type { FlowEvents } from '../shipments/draft-events';
import { ALL_DELIVERED, type ShipmentTrigger } from '../shipments/shipment-trigger';
import { isTriggerConditionTrue } from '../triggers/is-trigger-condition-true';
import { Trigger } from '../triggers/trigger';
import { namesEvent, type WatchingRequest, watchingAmong } from '../triggers/watching-requests';

/** What happened to a shipment of an order, and the flows and requests on which it may act. */
type ShipmentChange = FlowEvents & {
  shipment: Shipment;
  /** The ids of the shipments that it has replaced. */
  replaced: string[];
  order: Order;
  /** The views of all shipments of the order. */
  shipments: JsonObject[];
  flows: (TriggeredFlow & { on: string })[];
  watching: WatchingRequest[];
};

type FlowEventsPlan = {
  started: RequestRow[];
  ended: EndedRequests[];
  /** Those of `started` that a later event may cancel. */
  watching: WatchingRequest[];
};

/** The delivery of all parcels belongs to the order, so that it starts a flow once however many parcels are added later. */
const ofOrder = ({ storeId, orderId }: Order) => ({ on: ALL_DELIVERED, order: { storeId, orderId }, eventId: null });

/** Returns the requests that a flow event starts, once per key of the event, flow and shipment. */
function requestsFor(
  deps: Pick<Deps, 'log' | 'now'>,
  account: Account,
  { on, key }: ShipmentTrigger,
  { shipment, order, shipments, flows }: ShipmentChange,
): RequestRow[] {
  const view = shipmentView(shipment);
  const scope = { ...orderEventScope(order, order.variables, shipments), shipment: view };
  const now = deps.now();
  return flows
    .filter((flow) => {
      const { when } = Trigger.parse(JSON.parse(flow.trigger));
      return (
        flow.on === on &&
        isTriggerConditionTrue(deps, account, { flow: flow.key, when, settings: flow.settings, scope })
      );
    })
    .map((flow) =>
      newRequest({
        accountId: account.accountId,
        flow: flow.key,
        flowVersion: flow.version,
        userKey: order.userKey ?? `order:${order.orderId}`,
        storeId: order.storeId,
        object: { type: 'order', id: order.orderId },
        variables: order.variables,
        dedupeKey:
          on === ALL_DELIVERED
            ? orderEventRequestKey(ofOrder(order), flow.key)
            : shipmentTriggerRequestKey({ on, shipmentId: shipment.shipmentId, key }, flow.key),
        triggerFacts: { shipment: view },
        now,
      }),
    );
}

/** Whether a flow event cancels a request. One that another parcel of the order started goes on. */
function isCancelled(
  deps: Pick<Deps, 'log'>,
  account: Account,
  { on, key }: ShipmentTrigger,
  change: ShipmentChange,
  request: WatchingRequest,
): boolean {
  const { variables, dedupeKey } = request;
  const { shipment, replaced, order, shipments } = change;
  const { shipmentId } = shipment;
  const isOfOrder = on === ALL_DELIVERED;
  if (!isOfOrder && ![shipmentId, ...replaced].includes(startingShipment(dedupeKey) ?? shipmentId)) return false;
  const isOwn = isOfOrder
    ? isStartedByOrderEvent(dedupeKey, ofOrder(order))
    : isStartedByShipmentTrigger(dedupeKey, { on, shipmentId, key });
  if (isOwn) return false;
  const scope = { ...orderEventScope(order, variables, shipments), shipment: shipmentView(shipment) };
  return namesEvent(deps, account, request, { on, scope });
}

/**
 * Plans which flows the flow events of a shipment start, and which requests about the order they cancel. A later event may
 * cancel what an earlier one started.
 */
export function planFlowEvents(
  deps: Pick<Deps, 'log' | 'now'>,
  account: Account,
  change: ShipmentChange,
): FlowEventsPlan {
  const plan: FlowEventsPlan = { started: [], ended: [], watching: [] };
  const isSame = (a: ShipmentTrigger, b: ShipmentTrigger): boolean => a.on === b.on && a.key === b.key;
  for (const event of change.happened) {
    const cancelled = [...change.watching, ...plan.watching].filter((each) =>
      isCancelled(deps, account, event, change, each),
    );
    if (cancelled.length > 0) {
      const requestIds = cancelled.map(({ requestId }) => requestId);
      plan.ended.push({ accountId: account.accountId, requestIds, outcome: event.on });
    }
    if (!change.triggers.some((each) => isSame(each, event))) continue;
    const started = requestsFor(deps, account, event, change);
    plan.started.push(...started);
    plan.watching.push(
      ...watchingAmong(
        started,
        change.flows.filter(({ on }) => on === event.on),
      ),
    );
  }
  return plan;
}
