import type { Store } from '../../../db/stores/stores';
import { type FoundCheck, found, warning } from '../../../shared/validation/check';
import type { Deps } from '../../ports';

const MAX_SHOWN = 5;

/** Returns a warning if the store's newest parcel events have codes that nobody knows, with the most frequent of them. */
export async function checkShipmentStatuses(
  { shipments }: Pick<Deps, 'shipments'>,
  { accountId, storeId }: Store,
): Promise<FoundCheck[]> {
  const unknown = await shipments.countUnknownStatuses(accountId, storeId, MAX_SHOWN);
  if (unknown.length === 0) return [];
  const shown = unknown.map(({ source, code, text, count }) => {
    const name = [source, code, text === null ? null : `«${text}»`].filter((part) => part !== null).join(' ');
    return `${name} (${count})`;
  });
  const statuses = shown.join(', ');
  const check = warning(
    'shipment_statuses',
    `Statuses of parcels that change nothing, with the number of events: ${statuses}`,
    "Say in `statuses` of the store's `shipping` what their texts mean",
  );
  return [found(check, 'unknown_statuses', { statuses })];
}
