import type { OrderState } from './order-state';

/** The fulfillment orders to fulfill, by location: a fulfillment is created at one location. */
export type FulfillmentsToMake =
  | { kind: 'make'; byLocation: string[][] }
  /** It already exists, from an earlier attempt or from somebody in the shop. */
  | { kind: 'made' }
  | { kind: 'impossible' };

/** Returns what is left to fulfill. Shopify creates duplicates, so the existing fulfillments are compared first. */
export function fulfillmentsToMake(
  { fulfillments = [], fulfillmentOrders }: OrderState,
  trackingNumber: string | undefined,
): FulfillmentsToMake {
  const numbers = fulfillments.flatMap(({ trackingInfo }) => trackingInfo.map(({ number }) => number));
  if (trackingNumber !== undefined && numbers.includes(trackingNumber)) return { kind: 'made' };
  const open = (fulfillmentOrders?.nodes ?? []).filter(({ supportedActions }) =>
    supportedActions.some(({ action }) => action === 'CREATE_FULFILLMENT'),
  );
  if (open.length === 0) {
    return { kind: fulfillments.length > 0 && trackingNumber === undefined ? 'made' : 'impossible' };
  }
  const byLocation = Map.groupBy(open, ({ assignedLocation }) => JSON.stringify(assignedLocation));
  return { kind: 'make', byLocation: [...byLocation.values()].map((orders) => orders.map(({ id }) => id)) };
}
