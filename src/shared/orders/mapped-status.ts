import type { SHIPMENT_MARKS, SHIPMENT_REASONS, ShipmentStatus } from './shipment-states';

/** What a merchant says that a text of their shipping platform means. */
export type MappedStatus = {
  text: string;
  state?: ShipmentStatus | undefined;
  mark?: (typeof SHIPMENT_MARKS)[number] | undefined;
  reason?: (typeof SHIPMENT_REASONS)[number] | undefined;
};
