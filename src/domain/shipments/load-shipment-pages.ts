import type { ShipmentListRows, ShipmentRows, ShipmentSearch } from '../../db/pages/shipment-pages';
import { HOME_DAYS } from '../home/load-home';
import type { Deps } from '../ports';
import type { SessionRef } from '../sessions/load-session';
import { numberAlias } from './parcel-aliases';

type PagesDeps = Pick<Deps, 'shipmentPages' | 'now'>;

const PAGE_SIZE = 25;
const DAY_MS = 86_400_000;

/** Which shipments a list shows. */
export const SHIPMENT_LISTS = ['all', 'held', 'released', 'avoided'] as const;
export type ShipmentListName = (typeof SHIPMENT_LISTS)[number];

/** Reads a session and a page of shipments; `query` is a tracking number, or an order's number with or without `#`. */
export function searchShipments(
  deps: PagesDeps,
  session: SessionRef,
  {
    show,
    storeId,
    query,
    after,
  }: { show: ShipmentListName; storeId: string | undefined; query: string | undefined; after: string | null },
): Promise<ShipmentListRows> {
  const digits = query?.replace(/^#\s*/, '');
  const search: ShipmentSearch = {
    show,
    storeId,
    since: deps.now() - HOME_DAYS * DAY_MS,
    query:
      query === undefined || digits === undefined
        ? undefined
        : { alias: numberAlias(query), numbers: [...new Set([query, digits, `#${digits}`])] },
  };
  return deps.shipmentPages.search(session, search, { limit: PAGE_SIZE, after });
}

/** Reads a session and one shipment with its events. */
export const loadShipmentPage = (deps: PagesDeps, session: SessionRef, shipmentId: string): Promise<ShipmentRows> =>
  deps.shipmentPages.load(session, shipmentId);
