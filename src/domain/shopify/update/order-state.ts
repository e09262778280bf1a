import { z } from 'zod';
import type { JsonObject } from '../../../shared/json';
import type { OrderVariables } from './order-variables';

const MAX_FULFILLMENT_ORDERS = 20;
const MAX_FULFILLMENTS = 50;

/** What an order says of itself, of which a push has to know before it writes. */
const State = z.looseObject({
  order: z
    .looseObject({
      cancelledAt: z.string().nullish(),
      customAttributes: z.array(z.looseObject({ key: z.string(), value: z.string().nullable() })).optional(),
      fulfillments: z
        .array(z.looseObject({ trackingInfo: z.array(z.looseObject({ number: z.string().nullable() })) }))
        .optional(),
      fulfillmentOrders: z
        .looseObject({
          nodes: z.array(
            z.looseObject({
              id: z.string(),
              supportedActions: z.array(z.looseObject({ action: z.string() })),
              assignedLocation: z.record(z.string(), z.unknown()),
            }),
          ),
        })
        .optional(),
    })
    .nullable(),
});
export type OrderState = NonNullable<z.infer<typeof State>['order']>;

/** Null where the answer is not what was asked; `order` null where there is no such order. */
export const parseOrderState = (data: JsonObject): z.infer<typeof State> | null => State.safeParse(data).data ?? null;

const PARTS = {
  cancel: { text: 'cancelledAt', points: 0 },
  custom_attributes: { text: 'customAttributes { key value }', points: 1 },
  fulfillment: {
    text: `fulfillments(first: ${MAX_FULFILLMENTS}) { trackingInfo(first: 20) { number } }
    fulfillmentOrders(first: ${MAX_FULFILLMENT_ORDERS}) {
      nodes { id supportedActions { action } assignedLocation { name address1 zip city countryCode } }
    }`,
    points: 2 + 2 + MAX_FULFILLMENT_ORDERS * 3,
  },
} as const;

/**
 * The question after the state of an order, as far as the push needs it: attributes are written all at once, and neither
 * a fulfilment nor a cancellation may be made twice. Null where the push needs none.
 */
export function buildStateQuery(
  id: string,
  variables: OrderVariables,
): { document: string; variables: JsonObject; points: number } | null {
  const parts = (['cancel', 'custom_attributes', 'fulfillment'] as const)
    .filter((name) => variables[name] != null)
    .map((name) => PARTS[name]);
  if (parts.length === 0) return null;
  return {
    document: `query OrderState($id: ID!) {
  order(id: $id) {
    id
    ${parts.map(({ text }) => text).join('\n    ')}
  }
}`,
    variables: { id },
    points: parts.reduce((sum, { points }) => sum + points, 1),
  };
}
