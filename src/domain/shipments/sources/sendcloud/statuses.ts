import type { CodeMeaning } from '../../reports/shipment-report';

/** Sendcloud's parcel status ids (`GET /parcels/statuses`). */
export const SENDCLOUD_STATUSES: Record<string, CodeMeaning> = {
  '1': { state: 'announced' },
  '1000': { state: 'announced' },
  '3': { state: 'in_transit' },
  '7': { state: 'in_transit' },
  '22': { state: 'in_transit' },
  '91': { state: 'in_transit' },
  '92': { state: 'out_for_delivery' },
  '8': { state: 'attempt_failed' },
  '12': { state: 'ready_for_pickup' },
  '11': { state: 'delivered' },
  '62992': { state: 'returned' },
  '1999': { state: 'cancelled' },
  '2000': { state: 'cancelled' },
  // "Unable to deliver" is no proof that the parcel is held for its sender's instructions.
  '80': { mark: 'problem' },
  delayed: { mark: 'delayed' },
  '62991': { mark: 'problem', reason: 'refused' },
  '62996': { mark: 'problem' },
  '1002': { mark: 'problem' },
};

/** The status after which a parcel is usually held. A merchant whose carrier does so may have it treated as held. */
const PROBABLY_HELD = '80';

/** Returns what a status id says. */
export const sendcloudMeaning = (id: string, treatAsHeld: boolean): CodeMeaning =>
  treatAsHeld && id === PROBABLY_HELD ? { state: 'held' } : (SENDCLOUD_STATUSES[id] ?? {});
