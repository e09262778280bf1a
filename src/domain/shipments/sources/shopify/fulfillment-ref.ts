import { type OrderRef } from '../../../../shared/orders/order-aliases';
import { shopifyGid } from '../../../../shared/orders/shopify-gid';
import { toOrderGid } from '../../../../shared/orders/shopify-order-id';

/** Returns the global id of a fulfillment, of which a webhook may give only the number. */
export const fulfillmentGid = (id: string | null): string | null => shopifyGid('Fulfillment', { id });

/** Shopify's shipping webhooks name the order by its number only. */
export function orderRefOf(orderId: string | null): OrderRef {
  const gid = orderId === null ? null : toOrderGid(orderId);
  return { ids: gid === null ? [] : [gid], numbers: [] };
}
