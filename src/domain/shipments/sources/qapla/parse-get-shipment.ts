import { z } from 'zod';
import type { JsonValue } from '../../../../shared/json';
import { parcelRef, present, reportedEvent, type ShipmentReport } from '../../reports/shipment-report';
import { looseFlag, looseList, looseText, MAX_CODE, MAX_NAME, MAX_URL } from '../payload-schemas';
import { readSourceTime, timesOfList } from '../source-time';
import { QAPLA_STATUSES, qaplaCode } from './statuses';

const Entry = z.object({
  date: looseText(MAX_CODE),
  dateISO: looseText(MAX_CODE),
  status: looseText(1_000),
  place: looseText(MAX_NAME),
  qaplaStatus: z.object({ id: looseText(MAX_CODE), detailID: looseText(MAX_CODE) }),
});

const QaplaShipment = z.object({
  trackingNumber: looseText(MAX_NAME),
  reference: looseText(MAX_NAME),
  courier: z
    .object({
      code: looseText(MAX_NAME),
      trackingURL: looseText(MAX_URL),
      estimatedDeliveryDate: looseText(MAX_CODE),
    })
    .nullish()
    .catch(null),
  newTrackingNumber: looseText(MAX_NAME),
  oldTrackingNumber: looseText(MAX_NAME),
  returnTrackingNumber: looseText(MAX_NAME),
  isReturnShipment: looseFlag,
  /** Newest first. */
  trackingHistory: looseList(Entry),
});

const GetShipment = z.object({ getShipment: z.object({ shipments: looseList(QaplaShipment) }) });

function reportsOf(shipment: z.infer<typeof QaplaShipment>, receivedAt: number): ShipmentReport[] {
  const { courier, trackingNumber, newTrackingNumber, oldTrackingNumber, returnTrackingNumber, reference } = shipment;
  const parcel = parcelRef({
    trackingNumber: newTrackingNumber ?? trackingNumber,
    otherNumbers: present(newTrackingNumber === null ? null : trackingNumber, oldTrackingNumber),
    returnNumbers: present(returnTrackingNumber),
    carrier: courier?.code ?? null,
    trackingUrl: courier?.trackingURL ?? null,
  });
  const order = { ids: present(reference), numbers: present(reference) };
  const entries = shipment.trackingHistory.toReversed().map((entry) => {
    const code = qaplaCode(entry.qaplaStatus.id, [entry.qaplaStatus.detailID]);
    const meaning = code === null ? {} : (QAPLA_STATUSES[code] ?? {});
    const time = readSourceTime(entry.dateISO ?? entry.date);
    return { entry, code, meaning, time, state: meaning.state ?? null };
  });
  const times = timesOfList(entries, receivedAt);
  return entries.map(({ entry, code, meaning }, i) => ({
    parcel,
    order,
    event: reportedEvent({
      source: 'qapla',
      ...meaning,
      rawCode: code,
      rawText: entry.status,
      place: entry.place,
      happenedAt: receivedAt,
      ...times[i],
      listIndex: i,
      isHistory: i < entries.length - 1,
      isReturnLeg: shipment.isReturnShipment,
      expectedAt: readSourceTime(courier?.estimatedDeliveryDate ?? null)?.happenedAt ?? null,
    }),
  }));
}

/** Reads the answer of Qapla's getShipment, with the whole history of each shipment; null if the body is not one. */
export function parseQaplaShipments(body: JsonValue, receivedAt: number): ShipmentReport[] | null {
  const parsed = GetShipment.safeParse(body);
  if (!parsed.success) return null;
  return parsed.data.getShipment.shipments
    .filter(({ trackingNumber }) => trackingNumber !== null)
    .flatMap((shipment) => reportsOf(shipment, receivedAt));
}
