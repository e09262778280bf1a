import type { ShipmentEvent } from '../../../src/domain/shipments/reports/shipment-event';
import type { ShipmentStatus } from '../../../src/shared/orders/shipment-states';

export const ROME = 'Europe/Rome';
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
/** Wednesday, 25 November 2026, 08:00 in Rome. */
export const START = Date.UTC(2026, 10, 25, 7);

let counter = 0;

/** Returns an event that has just happened when it comes; `hours` after the start. */
export function shipmentEvent(
  state: ShipmentStatus | null,
  hours: number,
  members: Partial<ShipmentEvent> = {},
): ShipmentEvent {
  counter += 1;
  const happenedAt = START + hours * HOUR_MS;
  return {
    source: 'qapla',
    sourceEventId: null,
    state,
    reason: null,
    mark: null,
    rawCode: null,
    rawText: null,
    isUnknown: false,
    place: null,
    happenedAt,
    precision: 'minute',
    listIndex: null,
    isHistory: false,
    isSnapshot: false,
    isReturnLeg: false,
    isShared: false,
    holdUntil: null,
    dossier: null,
    release: null,
    expectedAt: null,
    retracts: null,
    dedupeKey: `event-${String(counter).padStart(6, '0')}`,
    receivedAt: happenedAt,
    triggered: [],
    ...members,
  };
}
