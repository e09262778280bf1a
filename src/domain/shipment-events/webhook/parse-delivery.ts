import { parseExactJson } from '../../../shared/json/parse-exact-json';
import type { ShipmentDelivery } from '../../shipment-delivery';
import type { ShipmentReport } from '../../shipments/reports/shipment-report';
import { parseAftershipWebhook } from '../../shipments/sources/aftership/parse-webhook';
import { parseQaplaWebhook } from '../../shipments/sources/qapla/parse-webhook';
import { parseSendcloudWebhook } from '../../shipments/sources/sendcloud/parse-webhook';
import { parseShippyproWebhook } from '../../shipments/sources/shippypro/parse-webhook';
import { parseFulfillment } from '../../shipments/sources/shopify/parse-fulfillment';
import { parseFulfillmentEvent } from '../../shipments/sources/shopify/parse-fulfillment-event';

/** Reads what a webhook reports: null if the body is not one of its source, an empty list if it is about something else. */
export function parseShipmentDelivery({
  source,
  topic,
  payload,
  received_at: receivedAt,
  treat_as_held: treated,
  statuses = [],
}: ShipmentDelivery): ShipmentReport[] | null {
  const body = parseExactJson(payload);
  if (source === 'qapla') return parseQaplaWebhook(body, receivedAt, statuses);
  const options = { receivedAt, treatAsHeld: treated === true, statuses };
  if (source === 'aftership') return parseAftershipWebhook(body, options);
  if (source === 'sendcloud') return parseSendcloudWebhook(body, options);
  if (source === 'shippypro') return parseShippyproWebhook(body, receivedAt, statuses);
  const event = topic?.startsWith('fulfillments/')
    ? null
    : parseFulfillmentEvent(body, { receivedAt, isDeleted: topic === 'fulfillment_events/delete' });
  return event ?? (topic?.startsWith('fulfillment_events/') ? null : parseFulfillment(body, receivedAt));
}
