import { z } from 'zod';
import type { JsonValue } from '../../../../shared/json/json';
import type { MappedStatus } from '../../../../shared/orders/mapped-status';
import { parcelRef, present, reportedEvent, type ShipmentReport } from '../../reports/shipment-report';
import { looseNumber, looseText, MAX_CODE, MAX_NAME, MAX_URL } from '../payload-schemas';
import { resolveStatus } from '../resolve-status';
import { readUnixTime, timeOfSingle } from '../source-time';
import { SHIPPYPRO_STATUSES } from './statuses';

/** `TransactionID` is the order in the shop; `OrderID` is ShippyPro's own. */
const Webhook = z.object({
  Event: looseText(MAX_CODE),
  tracking: looseText(MAX_NAME),
  date: looseNumber,
  message: looseText(1_000),
  city: looseText(MAX_NAME),
  code: looseText(MAX_CODE),
  TransactionID: looseText(MAX_NAME),
  TrackingCarrier: looseText(MAX_NAME),
  ExternalLink: looseText(MAX_URL),
});

/**
 * Reads a ShippyPro webhook, whose events have no id; null if the body is not one. Other events than tracking report nothing.
 * `statuses` are the merchant's own.
 */
export function parseShippyproWebhook(
  body: JsonValue,
  receivedAt: number,
  statuses: readonly MappedStatus[] = [],
): ShipmentReport[] | null {
  const parsed = Webhook.safeParse(body);
  if (!parsed.success) return null;
  const { Event, tracking, date, message, city, code, TransactionID, TrackingCarrier, ExternalLink } = parsed.data;
  if (Event !== 'TRACKING_UPDATE') return [];
  if (tracking === null) return null;
  const raw = { rawCode: code, rawText: message };
  const meaning = resolveStatus(SHIPPYPRO_STATUSES[code ?? ''] ?? {}, raw, statuses);
  const event = reportedEvent({
    source: 'shippypro',
    ...meaning,
    ...raw,
    place: city,
    ...timeOfSingle(readUnixTime(date), meaning.state ?? null, receivedAt),
  });
  const parcel = parcelRef({ trackingNumber: tracking, carrier: TrackingCarrier, trackingUrl: ExternalLink });
  return [{ parcel, order: { ids: present(TransactionID), numbers: present(TransactionID) }, event }];
}
