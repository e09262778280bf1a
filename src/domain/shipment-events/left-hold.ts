import type { ShipmentIds } from '../../db/shipments/check-releases-now';
import type { Replacement } from '../../db/shipments/shipment-statements';
import type { Shipment } from '../../db/shipments/shipments';

/**
 * Returns the shipments, by account, that were held before a batch of reports and are not held after it, with those that they have
 * replaced: a release may name either.
 */
export function leftHold(
  before: readonly Shipment[],
  after: readonly Shipment[],
  replaced: readonly Replacement[],
): ShipmentIds[] {
  const held = new Set(before.filter(({ state }) => state === 'held').map(({ shipmentId }) => shipmentId));
  const idsOf = ({ shipmentId }: Shipment): string[] => [
    shipmentId,
    ...replaced.filter(({ replacedBy }) => replacedBy === shipmentId).map((each) => each.shipmentId),
  ];
  const moved = after.filter((shipment) => shipment.state !== 'held' && idsOf(shipment).some((id) => held.has(id)));
  return [...Map.groupBy(moved, ({ accountId }) => accountId)].map(([accountId, shipments]) => ({
    accountId,
    shipmentIds: shipments.flatMap(idsOf),
  }));
}
