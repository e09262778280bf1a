import type { ShipmentEventRow } from '../../db/shipments/shipments';

/** Orders events by when they came; those of one shipment by their number. */
export const byArrival = (a: ShipmentEventRow, b: ShipmentEventRow): number =>
  a.shipmentId === b.shipmentId ? a.seq - b.seq : a.receivedAt - b.receivedAt;
