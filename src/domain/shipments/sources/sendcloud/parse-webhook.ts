import { z } from 'zod';
import type { JsonValue } from '../../../../shared/json/json';
import type { MappedStatus } from '../../../../shared/orders/mapped-status';
import { parcelRef, present, reportedEvent, type ShipmentReport } from '../../reports/shipment-report';
import { looseNumber, looseText, MAX_CODE, MAX_NAME, MAX_URL } from '../payload-schemas';
import { resolveStatus } from '../resolve-status';
import { readUnixTime, timeOfSingle } from '../source-time';
import { sendcloudMeaning } from './statuses';

const Parcel = z.object({
  id: looseText(MAX_CODE),
  tracking_number: looseText(MAX_NAME),
  tracking_url: looseText(MAX_URL),
  order_number: looseText(MAX_NAME),
  external_order_id: looseText(MAX_NAME),
  status: z.object({ id: looseText(MAX_CODE), message: looseText(1_000) }),
  carrier: z
    .object({ code: looseText(MAX_NAME) })
    .nullish()
    .catch(null),
});

const Webhook = z.object({
  action: looseText(MAX_CODE),
  timestamp: looseNumber,
  carrier_status_change_timestamp: looseNumber,
  parcel: z.unknown().optional(),
});

/**
 * Reads a Sendcloud webhook; null if the body is not one. Webhooks come in any order, so the carrier's timestamp counts, else
 * that of the webhook. `treatAsHeld`: a parcel that cannot be delivered is held. `statuses` are the
 * merchant's own.
 */
export function parseSendcloudWebhook(
  body: JsonValue,
  {
    receivedAt,
    treatAsHeld,
    statuses = [],
  }: { receivedAt: number; treatAsHeld: boolean; statuses?: readonly MappedStatus[] },
): ShipmentReport[] | null {
  const webhook = Webhook.safeParse(body);
  if (!webhook.success) return null;
  const { action, timestamp, carrier_status_change_timestamp: changedAt } = webhook.data;
  if (action !== 'parcel_status_changed') return [];
  const parcel = Parcel.safeParse(webhook.data.parcel);
  if (!parcel.success) return null;
  const { id, status, carrier, tracking_number, tracking_url, order_number, external_order_id } = parcel.data;
  if (status.id === null || (id === null && tracking_number === null)) return null;
  const raw = { rawCode: status.id, rawText: status.message };
  const meaning = resolveStatus(sendcloudMeaning(status.id, treatAsHeld), raw, statuses);
  const event = reportedEvent({
    source: 'sendcloud',
    ...meaning,
    ...raw,
    ...timeOfSingle(readUnixTime(changedAt) ?? readUnixTime(timestamp), meaning.state ?? null, receivedAt),
  });
  const named = parcelRef({
    trackingNumber: tracking_number,
    parcelId: id === null ? null : `sendcloud:${id}`,
    carrier: carrier?.code ?? null,
    trackingUrl: tracking_url,
  });
  return [{ parcel: named, order: { ids: present(external_order_id), numbers: present(order_number) }, event }];
}
