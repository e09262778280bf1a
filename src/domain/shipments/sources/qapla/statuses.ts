import type { CodeMeaning } from '../../reports/shipment-report';

/** Qapla's status ids, with the id of the detail where it decides (`GET /1.2/getQaplaStatus`). */
export const QAPLA_STATUSES: Record<string, CodeMeaning> = {
  '0': { state: 'announced' },
  '1': { state: 'announced' },
  '2': { state: 'announced' },
  '50': { state: 'announced' },
  '3': { state: 'in_transit' },
  '20': { state: 'in_transit' },
  '4': { state: 'out_for_delivery' },
  '5': { state: 'attempt_failed' },
  '6': { mark: 'problem' },
  '6/1': { state: 'held' },
  // Also a refused parcel, which may still be held after it.
  '6/2': { state: 'returning' },
  '6/3': { mark: 'problem', reason: 'damaged' },
  '6/4': { state: 'lost' },
  '6/5': { mark: 'problem' },
  '8': { mark: 'delayed' },
  '10': { state: 'ready_for_pickup' },
  '95': { state: 'returned' },
  '99': { state: 'delivered' },
};

/** Returns the code of a status in the table: with the first detail that the table knows, else the status alone. */
export function qaplaCode(statusId: string | null, detailIds: (string | null)[]): string | null {
  if (statusId === null) return null;
  const id = statusId.replace(/^0+(?=\d)/, '');
  const detailed = detailIds.map((detail) => `${id}/${detail}`);
  return detailed.find((code) => code in QAPLA_STATUSES) ?? id;
}
