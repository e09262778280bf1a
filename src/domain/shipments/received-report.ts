import type { ShipmentQuery } from '../../db/shipments/shipment-context';
import { shipmentEventKey } from '../../shared/crypto/dedupe-key';
import { orderNames } from '../../shared/orders/order-aliases';
import { aliasesOfParcel } from './parcel-aliases';
import type { ShipmentReport } from './reports/shipment-report';

/** A report that has come for a store. */
export type ReceivedReport = { accountId: string; storeId: string; receivedAt: number; report: ShipmentReport };

/** Returns the key of an event by its source's id; null for one without an id, or of a fulfillment, which has several parcels. */
export const sourceKeyOf = ({ report: { event, parcel } }: ReceivedReport): string | null =>
  event.sourceEventId === null || parcel.fulfillmentGid !== null
    ? null
    : shipmentEventKey({ ...event, shipmentId: '', isOfFulfillment: false });

/** Returns what to load before a report can be applied. */
export function queryOf(received: ReceivedReport): ShipmentQuery {
  const { accountId, storeId, report } = received;
  const { ids, numbers } = orderNames(report.order);
  return {
    accountId,
    storeId,
    aliases: aliasesOfParcel(report.parcel).map(({ alias }) => alias),
    fulfillmentGid: report.parcel.fulfillmentGid,
    orderIds: ids,
    orderNumbers: numbers,
    source: report.event.source,
    sourceKey: sourceKeyOf(received),
    isReturnLeg: report.event.isReturnLeg,
  };
}
