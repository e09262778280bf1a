import type { Order } from '../../db/orders/orders';
import type { ShipmentQuery } from '../../db/shipments/shipment-context';
import type { ShipmentsWrite } from '../../db/shipments/shipment-statements';
import type { Shipment } from '../../db/shipments/shipments';
import { namedOrder, orderAliasesOf, orderNames } from '../../shared/orders/order-aliases';
import type { Deps } from '../ports';
import { applyKeptEvents, type FlowEvents } from './draft-events';
import { findOrderOf } from './find-order';
import type { ShipmentRules } from './leading-source';
import { changesOfDrafts, loadedDrafts } from './loaded-drafts';
import { matchOrder } from './shipment-draft';

/** An order that has come after the first events of its parcels. */
export type ArrivedOrder = Pick<Order, 'accountId' | 'storeId' | 'orderId' | 'orderNumber'>;

type ArrivalContext = Pick<
  Awaited<ReturnType<Deps['inboundShipments']['loadContext']>>,
  'orders' | 'shipments' | 'aliases' | 'events' | 'replaced'
>;

const refOf = ({ orderId, orderNumber }: ArrivedOrder) => ({
  ids: [orderId],
  numbers: orderNumber === null ? [] : [orderNumber],
});

/** Returns what to load before the parcels of an order can be matched to it. */
export function queryOfArrival(order: ArrivedOrder): ShipmentQuery {
  const { ids, numbers } = orderNames(refOf(order));
  return {
    accountId: order.accountId,
    storeId: order.storeId,
    aliases: orderAliasesOf(refOf(order)),
    fulfillmentGid: null,
    orderIds: ids,
    // A number that another order has too matches neither.
    orderNumbers: numbers,
    source: '',
    sourceKey: null,
    isReturnLeg: false,
  };
}

/** Matches the loaded shipments without an order to the orders that have come, and applies their kept events. */
export function planArrivals(
  context: ArrivalContext,
  { now, rulesOf }: { now: number; rulesOf: (accountId: string) => ShipmentRules },
): { write: ShipmentsWrite; results: (FlowEvents & { shipment: Shipment })[] } {
  const drafts = loadedDrafts(context).filter(({ shipment }) => shipment.orderId === null);
  const results = drafts.flatMap((draft) => {
    const { shipment, aliases } = draft;
    const ofStore = context.orders.filter(
      ({ accountId, storeId }) => accountId === shipment.accountId && storeId === shipment.storeId,
    );
    const orderId = findOrderOf(namedOrder(aliases.map(({ alias }) => alias)), ofStore);
    if (orderId === null) return [];
    matchOrder(draft, orderId);
    return [{ ...applyKeptEvents(draft, { rules: rulesOf(shipment.accountId), now }), shipment: { ...shipment } }];
  });
  return { write: changesOfDrafts(drafts), results };
}
