import type { ShipmentIds } from '../../db/check-releases-now';
import type { Shipment } from '../../db/shipments';

/** Returns the shipments, by account, that were held before a batch of reports and are not held after it. */
export function leftHold(before: readonly Shipment[], after: readonly Shipment[]): ShipmentIds[] {
  const held = new Set(before.filter(({ state }) => state === 'held').map(({ shipmentId }) => shipmentId));
  const moved = after.filter(({ state, shipmentId }) => state !== 'held' && held.has(shipmentId));
  return [...Map.groupBy(moved, ({ accountId }) => accountId)].map(([accountId, shipments]) => ({
    accountId,
    shipmentIds: shipments.map(({ shipmentId }) => shipmentId),
  }));
}
