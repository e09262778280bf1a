import { namedOrder, orderNames } from '../../shared/orders/order-aliases';
import type { ShipmentSource } from './reports/shipment-event';
import type { ShipmentReport } from './reports/shipment-report';
import type { ShipmentDraft } from './shipment-draft';

/** Sources that name an order by its id. The reference of a shipping platform is often a text of the merchant's own. */
const NAME_ORDERS_BY_ID: readonly ShipmentSource[] = ['api', 'shopify', 'release'];

const namesOrderById = ({ source }: { source: ShipmentSource }): boolean => NAME_ORDERS_BY_ID.includes(source);

/** Returns the ids of the order for which a shipment waits; none if only a platform's references name it. */
const awaitedIds = ({ aliases, events }: ShipmentDraft): string[] =>
  events.every(namesOrderById) ? namedOrder(aliases.map(({ alias }) => alias)).ids : [];

/**
 * Whether a report can be about a shipment of a store, as far as their orders say. `orderId` is the order that the report names; null
 * for one that is not here. Carriers use numbers again, so a number alone does not say that a parcel is of another order than the named one.
 */
export function mayBeOfOrder(draft: ShipmentDraft, { order, event }: ShipmentReport, orderId: string | null): boolean {
  const { shipment } = draft;
  if (shipment.orderId !== null) {
    if (orderId !== null) return shipment.orderId === orderId;
    const { ids } = orderNames(order);
    return ids.length === 0 || !namesOrderById(event) || ids.includes(shipment.orderId);
  }
  const awaited = awaitedIds(draft);
  return orderId === null || awaited.length === 0 || awaited.includes(orderId);
}
