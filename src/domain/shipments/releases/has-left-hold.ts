import type { Shipment, ShipmentEventRow } from '../../../db/shipments/shipments';

/** Whether a shipment is not held, or an event that came after `since` (in epoch ms) has said so. */
export const hasLeftHold = (
  { state }: Pick<Shipment, 'state'>,
  events: readonly Pick<ShipmentEventRow, 'applied' | 'state' | 'receivedAt'>[],
  since: number,
): boolean =>
  state !== 'held' ||
  events.some((event) => event.applied && event.receivedAt > since && event.state !== null && event.state !== 'held');
