import { z } from 'zod';
import type { Shipment, ShipmentEventRow } from '../../db/shipments/shipments';
import {
  RELEASE_STATES,
  SHIPMENT_MARKS,
  SHIPMENT_REASONS,
  SHIPMENT_SOURCES,
  SHIPMENT_STATES,
} from '../../shared/orders/shipment-states';
import { formatInstant } from '../../shared/time/time-zone';
import { Instant } from './common';

const Held = z
  .object({
    episode: z.number().int().meta({ description: 'The number of the stay, from 1' }),
    reason: z.enum(SHIPMENT_REASONS).nullable(),
    since: Instant,
    until: Instant.nullable().meta({ description: 'When the carrier sends the parcel back; null if it did not say' }),
    release: z.enum(RELEASE_STATES).nullable(),
  })
  .meta({ id: 'Held', description: 'The parcel waits for instructions of the sender' });

export const ShipmentResource = z
  .object({
    shipment_id: z.string(),
    id_store: z.string(),
    order_id: z.string().nullable().meta({ description: 'Null while the order is not here' }),
    carrier: z.string().nullable(),
    tracking_number: z.string().nullable(),
    tracking_url: z.string().nullable(),
    state: z.enum(SHIPMENT_STATES),
    state_at: Instant.nullable(),
    attempts: z.number().int().meta({ description: 'Failed delivery attempts' }),
    held: Held.nullable(),
    delayed: z.boolean(),
    problem: z.boolean(),
    disputed: z.boolean().meta({ description: 'A newer scan contradicts an earlier delivery' }),
    expected_at: Instant.nullable(),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Shipment', description: 'A parcel of an order' });

const ShipmentEventResource = z
  .object({
    event_id: z.string(),
    source: z.enum(SHIPMENT_SOURCES),
    source_event_id: z.string().nullable(),
    state: z.enum(SHIPMENT_STATES).nullable(),
    mark: z.enum(SHIPMENT_MARKS).nullable(),
    reason: z.enum(SHIPMENT_REASONS).nullable(),
    raw_code: z.string().nullable(),
    raw_text: z.string().nullable(),
    unknown: z.boolean().meta({ description: 'Nothing says what the code means: the event changes nothing' }),
    place: z.string().nullable(),
    happened_at: Instant,
    precision: z.enum(['minute', 'day']).meta({ description: '`day`: the source gave no hour' }),
    received_at: Instant,
    hold_until: Instant.nullable(),
    expected_at: Instant.nullable(),
    release: z.enum(RELEASE_STATES).nullable(),
    applied: z.boolean(),
    why: z.enum(['late', 'unknown_order', 'older_than_48h', 'not_leading']).nullable(),
  })
  .meta({ id: 'ShipmentEvent' });

export const ShipmentWithEvents = ShipmentResource.extend({
  events: z.array(ShipmentEventResource).meta({ description: 'In the order in which they happened' }),
}).meta({ id: 'ShipmentWithEvents' });

const instantOrNull = (ms: number | null, zone: string): string | null =>
  ms === null ? null : formatInstant(ms, zone);

export const presentShipment = (row: Shipment, zone: string): z.infer<typeof ShipmentResource> => ({
  shipment_id: row.shipmentId,
  id_store: row.storeId,
  order_id: row.orderId,
  carrier: row.carrier,
  tracking_number: row.trackingNumber,
  tracking_url: row.trackingUrl,
  state: row.state,
  state_at: instantOrNull(row.stateAt, zone),
  attempts: row.attempts,
  held: row.hold && {
    episode: row.hold.episode,
    reason: row.hold.reason,
    since: formatInstant(row.hold.since, zone),
    until: instantOrNull(row.hold.until, zone),
    release: row.hold.release,
  },
  delayed: row.delayed,
  problem: row.problem,
  disputed: row.disputed,
  expected_at: instantOrNull(row.expectedAt, zone),
  created_at: formatInstant(row.createdAt, zone),
  updated_at: formatInstant(row.updatedAt, zone),
});

export const presentShipmentEvent = (row: ShipmentEventRow, zone: string): z.infer<typeof ShipmentEventResource> => ({
  event_id: row.eventId,
  source: row.source,
  source_event_id: row.sourceEventId,
  state: row.state,
  mark: row.mark,
  reason: row.reason,
  raw_code: row.rawCode,
  raw_text: row.rawText,
  unknown: row.isUnknown,
  place: row.place,
  happened_at: formatInstant(row.happenedAt, zone),
  precision: row.precision,
  received_at: formatInstant(row.receivedAt, zone),
  hold_until: instantOrNull(row.holdUntil, zone),
  expected_at: instantOrNull(row.expectedAt, zone),
  release: row.release,
  applied: row.applied,
  why: row.why,
});
