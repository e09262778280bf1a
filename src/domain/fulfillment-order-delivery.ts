/** A webhook about a fulfillment order. It names no order: the consumer asks Shopify for it. */
export type FulfillmentOrderDelivery = {
  type: 'fulfillment_order';
  account_id: string;
  id_store: string;
  /** Shopify's topic with `_` for `/`, in lower case. */
  topic: string;
  /** All fulfillment orders that the body names; the first is the one that it is about. */
  fulfillment_order_ids: string[];
  /** The handle of the hold that was added or released; null if the body has none. */
  handle: string | null;
  received_at: number;
};
