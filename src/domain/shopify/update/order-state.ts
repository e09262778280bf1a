import { z } from 'zod';
import type { JsonObject } from '../../../shared/json/json';
import type { OrderVariables } from './order-variables';

const MAX_FULFILLMENT_ORDERS = 20;
const MAX_FULFILLMENTS = 50;

/** The state of an order that a push needs before it writes. */
const State = z.looseObject({
  order: z
    .looseObject({
      cancelledAt: z.string().nullish(),
      customAttributes: z.array(z.looseObject({ key: z.string(), value: z.string().nullable() })).optional(),
      fulfillments: z
        .array(
          z.looseObject({
            status: z.string().optional(),
            trackingInfo: z.array(z.looseObject({ number: z.string().nullable() })).default([]),
          }),
        )
        .optional(),
      fulfillmentOrders: z
        .looseObject({
          nodes: z.array(
            z.looseObject({
              id: z.string(),
              supportedActions: z.array(z.looseObject({ action: z.string() })),
              assignedLocation: z.record(z.string(), z.unknown()).optional(),
              status: z.string().optional(),
              fulfillmentHolds: z.array(z.looseObject({ id: z.string(), handle: z.string().nullish() })).optional(),
            }),
          ),
        })
        .optional(),
    })
    .nullable(),
});
export type OrderState = NonNullable<z.infer<typeof State>['order']>;

/** Returns null if the data is malformed; `order` is null if it does not exist. */
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
  holds: {
    text: `cancelledAt
    fulfillments(first: ${MAX_FULFILLMENTS}) { status }
    fulfillmentOrders(first: ${MAX_FULFILLMENT_ORDERS}) {
      nodes { id status supportedActions { action } fulfillmentHolds { id handle } }
    }`,
    points: 1 + 2 + MAX_FULFILLMENT_ORDERS * 3,
  },
} as const;

/**
 * Builds the query for the parts of an order's state that a push needs: attributes are replaced as a whole, and no
 * fulfillment, hold, release or cancellation may be made twice. Returns null if it needs none.
 */
export function buildStateQuery(
  id: string,
  variables: OrderVariables,
): { document: string; variables: JsonObject; points: number } | null {
  const parts = [
    ...(['cancel', 'custom_attributes', 'fulfillment'] as const)
      .filter((name) => variables[name] != null)
      .map((name) => PARTS[name]),
    ...(variables.hold || variables.release_hold ? [PARTS.holds] : []),
  ];
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
