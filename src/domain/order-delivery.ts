/** What happened to an order: the parameter `action` of the webhook's URL. */
export type OrderAction = 'creation' | 'update' | 'cancellation' | 'fulfillment' | 'payment';

/** One version of an order, from Shopify's webhook or, where none came, from the Admin API. */
export type OrderDelivery = {
  type: 'order';
  /** Made on receipt, so that it is the same however often the queue delivers it. */
  event_id: string;
  account_id: string;
  id_store: string;
  action: OrderAction | 'reconciliation';
  /** Shopify's id of the delivery, the same on every retry; it is not signed. */
  webhook_id: string | null;
  /** SHA-256 of the received bytes. */
  digest: string;
  triggered_at: string | null;
  received_at: number;
  /** The received text, unchanged: parsing and serialising it would round ids beyond 2^53. */
  payload: string;
  /** From a webhook that was made by hand, of a store whose app has webhooks too; absent for others. */
  by_hand?: boolean;
  /** The R2 key of the payload when it is stored there and empty here. */
  claim: string | null;
};
