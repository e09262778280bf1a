import type { DeliveryCheck } from '../../db/orders/delivered-orders';
import type { Order } from '../../db/orders/orders';
import type { ShipmentsWrite } from '../../db/shipments/shipment-statements';
import type { Shipment } from '../../db/shipments/shipments';
import type { ShipmentStatus } from '../../shared/orders/shipment-states';
import type { FlowEvents } from '../shipments/draft-events';
import { ALL_DELIVERED, type ShipmentTrigger } from '../shipments/shipment-trigger';

const TRIGGER: ShipmentTrigger = { on: ALL_DELIVERED, key: 'all_delivered' };
const isDelivery = ({ on }: ShipmentTrigger): boolean => on === 'shipment.delivered';

/** Whether a parcel keeps its order from being delivered. A cancelled label has no parcel. */
const isUndelivered = (state: ShipmentStatus): boolean => state !== 'delivered' && state !== 'cancelled';

/**
 * Follows the shipments of a batch event by event, to tell the delivery of the last parcel of an order. `loaded` are the shipments as
 * the batch finds them, `write` as it leaves them.
 */
export function deliveryTracker(loaded: readonly Shipment[], write: Pick<ShipmentsWrite, 'shipments' | 'replaced'>) {
  const states = new Map(loaded.map(({ shipmentId, state }) => [shipmentId, state]));
  const written = [...write.shipments, ...write.replaced].map(({ shipmentId }) => shipmentId);
  const checks: DeliveryCheck[] = [];

  return {
    /** What must still be true when the batch is written, because another one may deliver another parcel of the order. */
    checks,
    /**
     * Returns the flow events of a shipment, with `shipment.all_delivered` if its delivery leaves no parcel of the order undelivered.
     * `parcels` are all those of the order. An order of which a part is still to be shipped is not delivered.
     */
    eventsOf(
      { shipment, happened, triggers }: FlowEvents & { shipment: Shipment },
      { order, parcels }: { order: Order | undefined; parcels: readonly Shipment[] },
    ): FlowEvents {
      states.set(shipment.shipmentId, shipment.state);
      if (!order || order.fulfillmentStatus === 'partial' || !happened.some(isDelivery)) return { happened, triggers };
      const { accountId, storeId, orderId } = order;
      const isOpen = parcels.some(({ shipmentId, state }) => !written.includes(shipmentId) && isUndelivered(state));
      checks.push({ accountId, storeId, orderId, except: written, isOpen });
      const isLast = parcels.every(
        ({ shipmentId, state }) => !isUndelivered(state) && !isUndelivered(states.get(shipmentId) ?? 'announced'),
      );
      if (!isLast) return { happened, triggers };
      // A delivery that is no news is none for the order either.
      return {
        happened: [...happened, TRIGGER],
        triggers: triggers.some(isDelivery) ? [...triggers, TRIGGER] : triggers,
      };
    },
  };
}
