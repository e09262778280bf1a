import type { OutboxDraft } from '../../db/events/outbox';
import type { DeliveryCheck } from '../../db/orders/delivered-orders';
import type { Order } from '../../db/orders/orders';
import type { EndedRequests } from '../../db/requests/request-statements';
import type { RequestRow } from '../../db/requests/requests';
import type { ShipmentsWrite } from '../../db/shipments/shipment-statements';
import type { Shipment } from '../../db/shipments/shipments';
import { toOrderGid } from '../../shared/orders/shopify-order-id';
import type { Deps } from '../ports';
import { shipmentView } from '../shipment-view';
import type { FlowEvents } from '../shipments/draft-events';
import type { ShipmentRules } from '../shipments/leading-source';
import { deliveryTracker } from './delivery-tracker';
import { planFlowEvents } from './plan-flow-events';
import { shipmentEventDraft } from './shipment-event-draft';

export type LoadedContext = Awaited<ReturnType<Deps['inboundShipments']['loadContext']>>;

type OrderRefs = { accountId: string; storeId: string; orderId: string | null };

const nameOf = ({ accountId, storeId, orderId }: OrderRefs): string =>
  JSON.stringify([accountId, storeId, orderId === null ? null : (toOrderGid(orderId) ?? orderId)]);

/** Returns the order of a shipment; undefined while it is unknown, or if it has been erased since. */
export const orderOf = ({ orders }: LoadedContext, shipment: OrderRefs): Order | undefined =>
  shipment.orderId === null ? undefined : orders.find((order) => nameOf(order) === nameOf(shipment));

/** Returns the rules of an account; those of UTC for one that has been deleted, whose events start nothing. */
export const rulesIn =
  ({ accounts }: LoadedContext) =>
  (accountId: string): ShipmentRules => {
    const account = accounts.find((each) => each.accountId === accountId);
    return { zone: account?.timeZone ?? 'UTC', leading: account?.leadingShipmentSource ?? null };
  };

/** Plans the flows of what happened to several shipments, in order. `write` has all shipments as the batch leaves them. */
export function flowPlanner(
  deps: Pick<Deps, 'log' | 'now'>,
  context: LoadedContext,
  write: Pick<ShipmentsWrite, 'shipments' | 'replaced'>,
): {
  started: RequestRow[];
  ended: EndedRequests[];
  happened: OutboxDraft[];
  deliveryChecks: DeliveryCheck[];
  plan(result: FlowEvents & { shipment: Shipment }): string[];
} {
  const happened: OutboxDraft[] = [];
  const started: RequestRow[] = [];
  const ended: EndedRequests[] = [];
  const watched = context.watching.map((each) => ({ ...each, order: nameOf(each) }));
  const current = new Map([...context.siblings, ...write.shipments].map((each) => [each.shipmentId, each]));
  const replaced = [...context.replaced, ...write.replaced];
  for (const { shipmentId } of replaced) current.delete(shipmentId);
  const shipmentsByOrder = Map.groupBy([...current.values()], nameOf);
  const deliveries = deliveryTracker([...context.siblings, ...context.shipments], write);
  return {
    started,
    ended,
    happened,
    deliveryChecks: deliveries.checks,
    /** Returns the ids of the requests that may start. */
    plan(result) {
      const { shipment } = result;
      const order = orderOf(context, shipment);
      const parcels = order === undefined ? [] : (shipmentsByOrder.get(nameOf(order)) ?? []);
      const events = deliveries.eventsOf(result, { order, parcels });
      happened.push(...events.happened.map((trigger) => shipmentEventDraft(trigger, shipment)));
      const account = context.accounts.find(({ accountId }) => accountId === shipment.accountId);
      if (!order || !account || events.happened.length === 0) return [];
      const name = nameOf(order);
      const { accountId } = account;
      const planned = planFlowEvents(deps, account, {
        ...events,
        shipment,
        replaced: replaced
          .filter(({ replacedBy }) => replacedBy === shipment.shipmentId)
          .map(({ shipmentId }) => shipmentId),
        order,
        shipments: parcels.map(shipmentView),
        flows: context.flows.filter((flow) => flow.accountId === accountId),
        watching: watched.filter((each) => each.order === name),
      });
      started.push(...planned.started);
      ended.push(...planned.ended);
      const ref = { accountId, storeId: order.storeId, orderId: order.orderId, order: name };
      watched.push(...planned.watching.map((request) => ({ ...request, ...ref })));
      return planned.started.map(({ requestId }) => requestId);
    },
  };
}
