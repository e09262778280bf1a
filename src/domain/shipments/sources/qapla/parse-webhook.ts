import { z } from 'zod';
import type { JsonValue } from '../../../../shared/json/json';
import type { MappedStatus } from '../../../../shared/orders/mapped-status';
import { parcelRef, present, reportedEvent, type ShipmentReport } from '../../reports/shipment-report';
import { looseFlag, looseList, looseText, MAX_CODE, MAX_NAME } from '../payload-schemas';
import { resolveStatus } from '../resolve-status';
import { readSourceTime, timeOfSingle } from '../source-time';
import { QAPLA_STATUSES, qaplaCode } from './statuses';

/** The members that versions 1.2 and 1.3 share. Version 1.3 adds `rows`, `parcels` and `consignee`. */
const Webhook = z.object({
  trackingNumber: looseText(MAX_NAME),
  courier: looseText(MAX_NAME),
  reference: looseText(MAX_NAME),
  date: looseText(MAX_CODE),
  courierStatus: looseText(1_000),
  place: looseText(MAX_NAME),
  qaplaStatusID: looseText(MAX_CODE),
  statusDetails: looseList(z.object({ id: looseText(MAX_CODE) })),
  return: looseFlag,
});

/** Reads a Qapla' webhook of a change of state, which has no id; null if the body is not one. `statuses` are the merchant's own. */
export function parseQaplaWebhook(
  body: JsonValue,
  receivedAt: number,
  statuses: readonly MappedStatus[] = [],
): ShipmentReport[] | null {
  const parsed = Webhook.safeParse(body);
  if (!parsed.success || parsed.data.trackingNumber === null) return null;
  const webhook = parsed.data;
  const code = qaplaCode(
    webhook.qaplaStatusID,
    webhook.statusDetails.map(({ id }) => id),
  );
  const raw = { rawCode: code, rawText: webhook.courierStatus };
  const meaning = resolveStatus(code === null ? {} : (QAPLA_STATUSES[code] ?? {}), raw, statuses);
  const event = reportedEvent({
    source: 'qapla',
    ...meaning,
    ...raw,
    place: webhook.place,
    ...timeOfSingle(readSourceTime(webhook.date), meaning.state ?? null, receivedAt),
    isReturnLeg: webhook.return,
  });
  const { trackingNumber, courier, reference } = webhook;
  const order = { ids: present(reference), numbers: present(reference) };
  return [{ parcel: parcelRef({ trackingNumber, carrier: courier }), order, event }];
}
