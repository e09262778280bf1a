import type { OrderDelivery } from '../../src/domain/order-delivery';

let count = 0;

/** Returns a queued webhook of Shopify about an order. */
export function queuedOrder(
  shop: { accountId: string; shopId: string },
  payload: string,
  overrides: Partial<OrderDelivery> = {},
): { id: string; timestamp: Date; attempts: number; body: OrderDelivery } {
  count += 1;
  const name = `${shop.shopId}${count}`;
  return {
    id: name,
    timestamp: new Date(),
    attempts: 1,
    body: {
      type: 'order',
      event_id: `evt_${name}`,
      account_id: shop.accountId,
      id_store: shop.shopId,
      action: 'creation',
      webhook_id: name,
      digest: name,
      triggered_at: null,
      received_at: Date.now(),
      payload,
      claim: null,
      ...overrides,
    },
  };
}
