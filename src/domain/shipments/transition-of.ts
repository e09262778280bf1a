import { SHIPMENT_STATES, type ShipmentStatus } from '../../shared/orders/shipment-states';

/** For how long after a delivery a newer scan may contradict it. */
const REOPEN_WINDOW_MS = 72 * 3_600_000;

const except = (...states: ShipmentStatus[]): ShipmentStatus[] =>
  SHIPMENT_STATES.filter((state) => !states.includes(state));

/** The carrier has the parcel, so its label can be neither announced nor cancelled any more. */
const SCANS = except('announced', 'cancelled');

/** The states that may follow each state, besides the state itself. */
const FOLLOWERS: Record<ShipmentStatus, readonly ShipmentStatus[]> = {
  announced: SHIPMENT_STATES,
  in_transit: SCANS,
  out_for_delivery: SCANS,
  attempt_failed: SCANS,
  held: SCANS,
  ready_for_pickup: ['in_transit', 'out_for_delivery', 'held', 'delivered', 'returning', 'returned', 'lost'],
  returning: ['out_for_delivery', 'held', 'ready_for_pickup', 'delivered', 'returned', 'lost'],
  delivered: ['returning', 'returned'],
  returned: [],
  lost: SCANS,
  cancelled: SCANS,
};

/**
 * What an event does to a shipment: `stay` confirms the state, `enter` changes it, `reopen` contradicts a delivery, and
 * `refuse` changes nothing.
 */
type Transition = 'stay' | 'enter' | 'reopen' | 'refuse';

/** Returns what an event of the state `to` does to a parcel that has been in `from` for `elapsedMs`. */
export function transitionOf(from: ShipmentStatus | null, to: ShipmentStatus, elapsedMs: number): Transition {
  if (from === null) return 'enter';
  if (from === to) return 'stay';
  if (from === 'returning' && to === 'in_transit') return 'stay';
  if (FOLLOWERS[from].includes(to)) return 'enter';
  return from === 'delivered' && SCANS.includes(to) && elapsedMs <= REOPEN_WINDOW_MS ? 'reopen' : 'refuse';
}
