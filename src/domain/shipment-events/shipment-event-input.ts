import { z } from 'zod';
import { SHIPMENT_MARKS, SHIPMENT_REASONS, SHIPMENT_STATES } from '../../shared/orders/shipment-states';
import { CreateOrder } from '../orders/new-order';

/** The most events of one call. */
const MAX_EVENTS = 100;

const name = z.string().min(1).max(255);
const time = z.string().min(1).max(64);

const Parcel = z
  .strictObject({
    tracking_number: z.string().trim().min(1).max(100).optional(),
    id: name.optional().meta({ description: "The shop's own id of the parcel" }),
    carrier: z.string().max(100).optional(),
    tracking_url: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .optional(),
  })
  .refine(({ tracking_number, id }) => tracking_number !== undefined || id !== undefined, {
    path: ['tracking_number'],
    message: 'Give the tracking number or the id of the parcel',
  });

const Event = z
  .strictObject({
    id: name.optional().meta({ description: "The shop's own id of the event: it is applied once" }),
    state: z.enum(SHIPMENT_STATES).optional(),
    mark: z.enum(SHIPMENT_MARKS).optional(),
    reason: z.enum(SHIPMENT_REASONS).optional(),
    at: time.meta({ description: 'When it happened: a timestamp, a local time, or a day without an hour' }),
    hold_until: time.optional().meta({ description: 'Until when a held parcel waits; a day counts to its end' }),
    place: z.string().max(200).optional(),
  })
  .refine(({ state, mark }) => state !== undefined || mark !== undefined, {
    path: ['state'],
    message: 'Give the state of the parcel, or a mark',
  });

const ShipmentEventInput = z
  .strictObject({
    id_store: z.string().min(1).max(64).optional(),
    order_id: name,
    parcel: Parcel,
    event: Event,
    order: CreateOrder.partial({ order_id: true })
      .optional()
      .meta({ description: 'The order, as createOrder takes it; it is stored if it is not here' }),
  })
  .refine(({ order_id, order }) => order?.order_id === undefined || order.order_id === order_id, {
    path: ['order', 'order_id'],
    message: 'This is not the `order_id` of the event',
  })
  .refine(({ id_store, order }) => order?.id_store === undefined || order.id_store === id_store, {
    path: ['order', 'id_store'],
    message: 'This is not the `id_store` of the event',
  })
  .meta({
    id: 'ShipmentEventInput',
    example: {
      order_id: '1042',
      parcel: { tracking_number: 'XX990000017', carrier: 'gls-it' },
      event: { id: 'shop-17', state: 'held', reason: 'recipient_absent', at: '2026-11-27T12:40:00+01:00' },
    },
  });

/** One event, or a batch of them. */
export const ShipmentEventsInput = z.union(
  [ShipmentEventInput, z.strictObject({ data: z.array(ShipmentEventInput).min(1).max(MAX_EVENTS) })],
  { error: `must be one event, or an object whose \`data\` lists 1 to ${MAX_EVENTS} events` },
);

export type ShipmentEventInput = z.infer<typeof ShipmentEventInput>;
