import { localParts } from '../../shared/time/time-zone';
import type { ShipmentEvent } from './reports/shipment-event';
import type { ShipmentState } from './shipment-state';

/** All parcels of an order are delivered: it happens to the last of them. */
export const ALL_DELIVERED = 'shipment.all_delivered';

/** The events of a shipment that can start flows. */
export const SHIPMENT_TRIGGERS = [
  'shipment.in_transit',
  'shipment.out_for_delivery',
  'shipment.attempt_failed',
  'shipment.held',
  'shipment.ready_for_pickup',
  'shipment.delivered',
  'shipment.returning',
  'shipment.returned',
  'shipment.lost',
  'shipment.problem',
  ALL_DELIVERED,
] as const;

/** A flow event of a shipment. It happens once for each `key`, which is unique within the shipment. */
export type ShipmentTrigger = { on: (typeof SHIPMENT_TRIGGERS)[number]; key: string };

const padTwo = (value: number): string => String(value).padStart(2, '0');

function localDay(ms: number, zone: string): string {
  const { year, month, day } = localParts(ms, zone);
  return `${year}-${padTwo(month)}-${padTwo(day)}`;
}

/** Returns what tells apart the times that a shipment enters the same state; null for a state that counts only once. */
function occurrenceOf(state: ShipmentState, { happenedAt }: ShipmentEvent, zone: string): string | number | null {
  if (state.state === 'out_for_delivery') return localDay(happenedAt, zone);
  if (state.state === 'attempt_failed') return state.attempts;
  return state.hold?.episode ?? null;
}

/** Returns the flow events of an event after which the shipment has the given state. `zone` determines the day. */
export function triggersOf(event: ShipmentEvent, after: ShipmentState, zone: string): ShipmentTrigger[] {
  const { state } = after;
  const triggers: ShipmentTrigger[] = [];
  if (state === event.state && state !== 'announced' && state !== 'cancelled') {
    const occurrence = occurrenceOf(after, event, zone);
    triggers.push({ on: `shipment.${state}`, key: occurrence === null ? state : `${state}:${occurrence}` });
  }
  if (event.mark === 'problem') triggers.push({ on: 'shipment.problem', key: 'problem' });
  return triggers;
}
