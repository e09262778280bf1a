import type { ShipmentEventRow } from '../../db/shipments/shipments';
import type { Deps } from '../ports';

/** Logs the codes of new events that are in no table, with the number of events of each, so that they can be added to the tables. */
export function logUnknownStatuses({ log }: Pick<Deps, 'log'>, events: readonly ShipmentEventRow[]): void {
  const unknown = events.filter(({ isUnknown }) => isUnknown);
  const nameOf = ({ storeId, source, rawCode }: ShipmentEventRow): string => JSON.stringify([storeId, source, rawCode]);
  for (const [first, ...others] of Map.groupBy(unknown, nameOf).values()) {
    if (!first) continue;
    const { accountId, storeId, source, rawCode } = first;
    const count = others.length + 1;
    log('shipment_status_unknown', { account_id: accountId, id_store: storeId, source, code: rawCode, count });
  }
}
