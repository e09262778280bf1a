import type { OrderState } from './order-state';

/** The fulfilment orders to fulfil, by the location that they are at: a fulfilment is made at one. */
export type FulfillmentsToMake =
  | { kind: 'make'; byLocation: string[][] }
  /** An earlier attempt has made it, or somebody in the shop. */
  | { kind: 'made' }
  | { kind: 'impossible' };

/** Says what is left to fulfil. Shopify makes a fulfilment as often as it is told to, so what is there is looked at first. */
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
