import type { Shipment } from '../db/shipments/shipments';
import type { JsonObject } from '../shared/json/json';

const isoInstant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** Makes the view of a shipment for conditions and templates. */
export const shipmentView = (
  shipment: Pick<
    Shipment,
    | 'shipmentId'
    | 'state'
    | 'stateAt'
    | 'carrier'
    | 'trackingNumber'
    | 'trackingUrl'
    | 'attempts'
    | 'hold'
    | 'delayed'
    | 'problem'
    | 'expectedAt'
  >,
): JsonObject => {
  const { hold } = shipment;
  return {
    id: shipment.shipmentId,
    state: shipment.state,
    state_at: isoInstant(shipment.stateAt),
    carrier: shipment.carrier,
    tracking_number: shipment.trackingNumber,
    tracking_url: shipment.trackingUrl,
    attempts: shipment.attempts,
    held: hold && {
      episode: hold.episode,
      reason: hold.reason,
      since: isoInstant(hold.since),
      until: isoInstant(hold.until),
      release: hold.release,
    },
    delayed: shipment.delayed,
    problem: shipment.problem,
    expected_at: isoInstant(shipment.expectedAt),
  };
};
