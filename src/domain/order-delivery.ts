/** What Shopify says happened to an order, as the last part of the webhook's address names it. */
export type OrderAction = 'creation' | 'update' | 'cancellation' | 'fulfillment' | 'payment';

/** What Shopify told of an order, by its webhook or, where that never came, by the Admin API. */
export type OrderDelivery = {
  type: 'order';
  /** Made when it came, so that it is the same however often the queue delivers it. */
  event_id: string;
  account_id: string;
  id_store: string;
  action: OrderAction | 'reconciliation';
  /** Shopify's id of the delivery, the same on every try; it is not signed. */
  webhook_id: string | null;
  /** SHA-256 of the bytes that came. */
  digest: string;
  triggered_at: string | null;
  received_at: number;
  /** The very text that came: parsed and written again, ids past 2^53 would be rounded. */
  payload: string;
  /** Where the payload lies in the bucket; then it is empty here. */
  claim: string | null;
};
