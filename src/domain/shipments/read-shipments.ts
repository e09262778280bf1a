import type { ShipmentFilter } from '../../db/shipments/shipments';
import type { PageParams } from '../../db/sql/page';
import { AppError } from '../../shared/errors/app-error';
import { shopifyOrderIds } from '../../shared/orders/shopify-order-id';
import type { Context, Deps } from '../ports';
import { numberAlias } from './parcel-aliases';
import { sortEvents } from './sort-events';

type ListFilter = Pick<ShipmentFilter, 'storeId' | 'state' | 'heldUntilBefore'> & {
  orderId?: string | undefined;
  trackingNumber?: string | undefined;
};

/** Returns a page of the account's shipments, newest first. An order of Shopify may be named by its number or its global id. */
export const listShipments = (
  { shipments }: Pick<Deps, 'shipments'>,
  { account }: Context,
  { filter: { orderId, trackingNumber, ...filter }, page }: { filter: ListFilter; page: PageParams },
) =>
  shipments.list(
    account.accountId,
    {
      ...filter,
      ...(orderId === undefined ? {} : { orderIds: [...new Set([orderId, ...shopifyOrderIds(orderId)])] }),
      ...(trackingNumber === undefined ? {} : { trackingAlias: numberAlias(trackingNumber) }),
    },
    page,
  );

/** Returns one of the account's shipments with its events, in the order in which they happened. Fails with not_found. */
export async function findShipment({ shipments }: Pick<Deps, 'shipments'>, { account }: Context, shipmentId: string) {
  const { shipment, events } = await shipments.findWithEvents(account.accountId, shipmentId);
  if (!shipment) throw new AppError('not_found', 'There is no such shipment');
  return { shipment, events: sortEvents(events) };
}
