import { z } from 'zod';
import type { JsonValue } from '../../../../shared/json/json';
import { shopifyGid } from '../../../../shared/orders/shopify-gid';
import { parcelRef, reportedEvent, type ShipmentReport } from '../../reports/shipment-report';
import { looseText, MAX_CODE, MAX_NAME } from '../payload-schemas';
import { resolveStatus } from '../resolve-status';
import { readSourceTime, timeOfSingle } from '../source-time';
import { fulfillmentGid, orderRefOf } from './fulfillment-ref';
import { SHOPIFY_STATUSES } from './statuses';

const FulfillmentEvent = z.object({
  id: looseText(MAX_CODE),
  fulfillment_id: looseText(MAX_CODE),
  order_id: looseText(MAX_CODE),
  status: looseText(MAX_CODE),
  message: looseText(1_000),
  happened_at: looseText(MAX_CODE),
  city: looseText(MAX_NAME),
  estimated_delivery_at: looseText(MAX_CODE),
});

/**
 * Reads the body of fulfillment_events/create, or with `isDeleted` that of fulfillment_events/delete; null if the body is not
 * such an event. It names no tracking number: it is about every parcel of its fulfillment.
 */
export function parseFulfillmentEvent(
  body: JsonValue,
  { receivedAt, isDeleted }: { receivedAt: number; isDeleted: boolean },
): ShipmentReport[] | null {
  const parsed = FulfillmentEvent.safeParse(body);
  if (!parsed.success) return null;
  const { id, fulfillment_id, order_id, status, message, happened_at, city, estimated_delivery_at } = parsed.data;
  const gid = fulfillmentGid(fulfillment_id);
  const eventGid = shopifyGid('FulfillmentEvent', { id });
  if (gid === null || eventGid === null) return null;
  const target = { parcel: parcelRef({ fulfillmentGid: gid }), order: orderRefOf(order_id) };
  const raw = { source: 'shopify', rawCode: status, rawText: message } as const;
  if (isDeleted) {
    const deletion = { sourceEventId: `deleted:${eventGid}`, retracts: eventGid, happenedAt: receivedAt };
    return [{ ...target, event: reportedEvent({ ...raw, ...deletion }) }];
  }
  const meaning = resolveStatus(status === null ? {} : (SHOPIFY_STATUSES[status.toLowerCase()] ?? {}), raw, []);
  const event = reportedEvent({
    ...raw,
    sourceEventId: eventGid,
    ...meaning,
    place: city,
    ...timeOfSingle(readSourceTime(happened_at), meaning.state ?? null, receivedAt),
    expectedAt: readSourceTime(estimated_delivery_at)?.happenedAt ?? null,
  });
  return [{ ...target, event }];
}
