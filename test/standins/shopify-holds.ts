import { orderNode } from './shopify-order-node.ts';
import type { FulfillmentHold, FulfillmentOrder, ShopOrder } from './shopify-orders.ts';

type Shop = { orders: Map<string, ShopOrder>; releaseError?: string | null };

const MAX_HOLDS = 10;
const MAX_HANDLE_LENGTH = 64;

/** Returns the mutations that set and release holds. What is held cannot be fulfilled. */
export function shopifyHolds({ orders, ...shop }: Shop, now: () => string) {
  const find = (id: string): { order: ShopOrder; one: FulfillmentOrder } | null => {
    for (const order of orders.values()) {
      const one = order.fulfillmentOrders.find((each) => each.id === id);
      if (one) return { order, one };
    }
    return null;
  };
  const nodeOf = (order: ShopOrder, id: string) =>
    (orderNode(order) as any).fulfillmentOrders({ first: 100 }).nodes.find((node: any) => node.id === id);
  const error = (field: string[], code: string) => ({ field, message: code.toLowerCase().replaceAll('_', ' '), code });

  return {
    fulfillmentOrderHold: ({ id, fulfillmentHold }: any) => {
      const refused = (field: string[], code: string) => ({
        fulfillmentHold: null,
        fulfillmentOrder: null,
        remainingFulfillmentOrder: null,
        userErrors: [error(field, code)],
      });
      const found = find(id);
      if (!found) return refused(['id'], 'FULFILLMENT_ORDER_NOT_FOUND');
      const { order, one } = found;
      const { handle = null, reason, reasonNotes = null } = fulfillmentHold;
      const holds = (one.holds ??= []);
      const ours = holds.filter(({ app }) => app === 'ours');
      if (!one.actions.includes('HOLD')) return refused(['id'], 'FULFILLMENT_ORDER_NOT_SPLITTABLE');
      if ((handle ?? '').length > MAX_HANDLE_LENGTH) return refused(['fulfillmentHold', 'handle'], 'TAKEN');
      if (ours.some((hold) => hold.handle === handle)) {
        return refused(['fulfillmentHold', 'handle'], 'DUPLICATE_FULFILLMENT_HOLD_HANDLE');
      }
      if (ours.length >= MAX_HOLDS) return refused(['id'], 'FULFILLMENT_ORDER_HOLD_LIMIT_REACHED');
      const hold: FulfillmentHold = {
        id: `gid://shopify/FulfillmentHold/${String(BigInt(`0x${crypto.randomUUID().slice(0, 8)}`))}`,
        handle,
        reason,
        reasonNotes,
        app: 'ours',
      };
      holds.push(hold);
      Object.assign(one, { status: 'ON_HOLD', actions: ['HOLD', 'RELEASE_HOLD'] });
      order.updatedAt = now();
      const node = nodeOf(order, id);
      return {
        fulfillmentHold: node.fulfillmentHolds.at(-1),
        fulfillmentOrder: node,
        remainingFulfillmentOrder: null,
        userErrors: [],
      };
    },

    /** Without ids, everybody's holds are released. */
    fulfillmentOrderReleaseHold: ({ id, holdIds }: any) => {
      const refused = (code: string) => ({ fulfillmentOrder: null, userErrors: [error(['id'], code)] });
      if (shop.releaseError) return refused(shop.releaseError);
      const found = find(id);
      if (!found) return refused('FULFILLMENT_ORDER_NOT_FOUND');
      const { order, one } = found;
      one.holds = holdIds ? (one.holds ?? []).filter((hold) => !holdIds.includes(hold.id)) : [];
      if (one.holds.length === 0 && one.status === 'ON_HOLD') {
        Object.assign(one, { status: 'OPEN', actions: ['CREATE_FULFILLMENT', 'HOLD'] });
      }
      order.updatedAt = now();
      return { fulfillmentOrder: nodeOf(order, id), userErrors: [] };
    },
  };
}
