import type { CodeMeaning } from '../../reports/shipment-report';

/**
 * Shopify's FulfillmentEventStatus and FulfillmentDisplayStatus, in lower case as its webhooks write them. Shopify has no
 * status for a held or returned parcel.
 */
export const SHOPIFY_STATUSES: Record<string, CodeMeaning> = {
  label_purchased: { state: 'announced' },
  label_printed: { state: 'announced' },
  confirmed: { state: 'announced' },
  carrier_picked_up: { state: 'in_transit' },
  in_transit: { state: 'in_transit' },
  out_for_delivery: { state: 'out_for_delivery' },
  attempted_delivery: { state: 'attempt_failed' },
  ready_for_pickup: { state: 'ready_for_pickup' },
  delivered: { state: 'delivered' },
  picked_up: { state: 'delivered' },
  cancelled: { state: 'cancelled' },
  canceled: { state: 'cancelled' },
  label_voided: { state: 'cancelled' },
  delayed: { mark: 'delayed' },
  failure: { mark: 'problem' },
  not_delivered: { mark: 'problem' },
};
