import { z } from 'zod';
import { liquidText } from '../liquid/liquid-text';

/** What happens to an order, as triggers name it; a store of kind `shopify` tells all of it. */
export const ORDER_EVENTS = [
  'order.created',
  'order.updated',
  'order.cancelled',
  'order.fulfilled',
  'order.paid',
] as const;
export type OrderEvent = (typeof ORDER_EVENTS)[number];

/** What starts a flow, and the condition that must hold then. */
export const Trigger = z.strictObject({
  on: z.enum(['api', ...ORDER_EVENTS, 'message.received']),
  when: liquidText.optional(),
});
/** What ends a request that is about an order, wherever it is by then. */
export const CancelOn = z.array(z.strictObject({ on: z.enum(ORDER_EVENTS), when: liquidText.optional() })).max(20);
