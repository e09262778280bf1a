import { z } from 'zod';
import type { JsonValue } from '../../../../shared/json/json';
import { parcelRef, reportedEvent, type ShipmentReport } from '../../reports/shipment-report';
import { looseList, looseText, MAX_CODE, MAX_NAME, MAX_URL } from '../payload-schemas';
import { resolveStatus } from '../resolve-status';
import { readSourceTime, timeOfSingle } from '../source-time';
import { fulfillmentGid, orderRefOf } from './fulfillment-ref';
import { SHOPIFY_STATUSES } from './statuses';

/** `tracking_number` and `tracking_url` repeat the first of the lists. */
const Fulfillment = z.object({
  id: looseText(MAX_CODE),
  order_id: looseText(MAX_CODE),
  status: looseText(MAX_CODE),
  shipment_status: looseText(MAX_CODE),
  tracking_company: looseText(MAX_NAME),
  tracking_number: looseText(MAX_NAME),
  tracking_numbers: looseList(z.string().trim().min(1).max(MAX_NAME)),
  tracking_url: looseText(MAX_URL),
  tracking_urls: looseList(z.string().max(MAX_URL)),
  updated_at: looseText(MAX_CODE),
});

/**
 * Reads the body of fulfillments/create and fulfillments/update: one report for each tracking number, or one without a number;
 * null if the body is not a fulfillment. The status repeats with every change, so it is a snapshot; a status of several
 * numbers is shared.
 */
export function parseFulfillment(body: JsonValue, receivedAt: number): ShipmentReport[] | null {
  const parsed = Fulfillment.safeParse(body);
  const gid = parsed.success ? fulfillmentGid(parsed.data.id) : null;
  if (!parsed.success || gid === null) return null;
  const fulfillment = parsed.data;
  const rawCode = fulfillment.status === 'cancelled' ? 'cancelled' : fulfillment.shipment_status;
  const known = rawCode === null ? {} : (SHOPIFY_STATUSES[rawCode.toLowerCase()] ?? {});
  const meaning = resolveStatus(known, { rawCode, rawText: null }, []);
  const { tracking_number: first, tracking_numbers: numbers } = fulfillment;
  const listed = numbers.length > 0 ? numbers : [first];
  return [...new Set(listed)].map((trackingNumber, i, { length }) => ({
    parcel: parcelRef({
      trackingNumber,
      fulfillmentGid: gid,
      carrier: fulfillment.tracking_company,
      trackingUrl: fulfillment.tracking_urls[i] ?? (i === 0 ? fulfillment.tracking_url : null),
    }),
    order: orderRefOf(fulfillment.order_id),
    event: reportedEvent({
      source: 'shopify',
      ...meaning,
      rawCode: rawCode ?? fulfillment.status,
      ...timeOfSingle(readSourceTime(fulfillment.updated_at), meaning.state ?? null, receivedAt),
      isSnapshot: true,
      isShared: length > 1,
    }),
  }));
}
