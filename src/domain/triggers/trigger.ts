import { z } from 'zod';
import { liquidText } from '../liquid/liquid-text';
import { SHIPMENT_TRIGGERS } from '../shipments/shipment-trigger';

/** The order events of triggers; a store of kind `shopify` reports all of them. */
const ORDER_EVENTS = [
  'order.created',
  'order.updated',
  'order.cancelled',
  'order.fulfilled',
  'order.paid',
  'order.hold_released',
] as const;
export type OrderEvent = (typeof ORDER_EVENTS)[number];

/** The event that starts a flow, and the condition that must hold. */
export const Trigger = z.strictObject({
  on: z.enum(['api', ...ORDER_EVENTS, ...SHIPMENT_TRIGGERS, 'message.received']),
  when: liquidText.optional(),
});
/** The events that end a running request about their order. */
export const CancelOn = z
  .array(z.strictObject({ on: z.enum([...ORDER_EVENTS, ...SHIPMENT_TRIGGERS]), when: liquidText.optional() }))
  .max(20);
