import type { Held } from '../../../shared/flows/statuses';
import type { OrderState } from './order-state';

type FulfillmentOrder = NonNullable<OrderState['fulfillmentOrders']>['nodes'][number];

/** What is left to do so that all fulfillment orders of an order have our hold, or none has. */
export type HoldPlan = {
  /** The ids of the fulfillment orders without our hold that can be held. */
  toHold: string[];
  /** The fulfillment orders with our hold, and the ids of that hold. */
  toRelease: { id: string; holdIds: string[] }[];
  /** Returns how much of the order has our hold once these fulfillment orders have it too. */
  heldWith(ids: string[]): Held;
  /** Shopify has not routed the order yet: it has no fulfillment orders. */
  isUnrouted: boolean;
};

/** Nothing is left to be shipped; a fulfillment order that was split, moved or merged away is closed too. */
const ENDED = ['CLOSED', 'CANCELLED', 'INCOMPLETE'];

/** Whether a fulfillment order of this status can no longer be shipped. */
export const isEnded = (status: string): boolean => ENDED.includes(status);

const ourHolds = ({ fulfillmentHolds = [] }: FulfillmentOrder, handle: string): string[] =>
  fulfillmentHolds.filter((hold) => hold.handle === handle).map(({ id }) => id);

/** Compares an order's fulfillment orders with the hold of this handle. */
export function planHolds({ fulfillmentOrders, fulfillments = [], cancelledAt }: OrderState, handle: string): HoldPlan {
  const all = fulfillmentOrders?.nodes ?? [];
  const open = all.filter(({ status = '' }) => !isEnded(status));
  const isShipped = fulfillments.some(({ status }) => status !== 'CANCELLED');
  const hasOurs = (one: FulfillmentOrder) => ourHolds(one, handle).length > 0;
  return {
    toHold: open
      .filter((one) => !hasOurs(one) && one.supportedActions.some(({ action }) => action === 'HOLD'))
      .map(({ id }) => id),
    toRelease: all.filter(hasOurs).map((one) => ({ id: one.id, holdIds: ourHolds(one, handle) })),
    heldWith: (ids) => {
      const held = open.filter((one) => hasOurs(one) || ids.includes(one.id));
      if (held.length === 0) return 'none';
      return held.length === open.length && !isShipped ? 'all' : 'partly';
    },
    isUnrouted: all.length === 0 && !isShipped && cancelledAt == null,
  };
}
