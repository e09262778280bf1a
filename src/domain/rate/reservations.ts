const BUCKET_MS = 10_000;
const RESERVATION_TTL_MS = 600_000;
const MAX_RESERVATIONS = 20_000;

export type Reservation = {
  /** Epoch ms at which the push may start. */
  at: number;
  /** True if the push came back in time but could not start: its next slot has priority. */
  isSecondTurn: boolean;
  /** The points that its call may cost. */
  points: number;
};

/**
 * The pushes that wait for their slot. They are stored by buckets of ten seconds, one row each, because pushes are booked
 * and return in the order of time: a call then changes few rows.
 */
export type Reservations = { byPush: Map<string, Reservation>; changedBuckets: Set<number> };

const bucketOf = ({ at }: Reservation): number => Math.floor(at / BUCKET_MS);

/** Whether another push can be booked: a store has at most 20,000 reservations. */
export const hasRoom = ({ byPush }: Reservations): boolean => byPush.size < MAX_RESERVATIONS;

/** Removes the reservation of a push, if it has one, and marks its bucket as changed. */
export function removeReservation({ byPush, changedBuckets }: Reservations, pushId: string): void {
  const reservation = byPush.get(pushId);
  if (!reservation) return;
  byPush.delete(pushId);
  changedBuckets.add(bucketOf(reservation));
}

/** Books a push in place of its earlier reservation, and marks both buckets as changed. */
export function putReservation(reservations: Reservations, pushId: string, reservation: Reservation): void {
  removeReservation(reservations, pushId);
  reservations.byPush.set(pushId, reservation);
  reservations.changedBuckets.add(bucketOf(reservation));
}

/** Drops the reservations that were not used within ten minutes of their time. */
export function expireReservations(reservations: Reservations, now: number): void {
  for (const [pushId, { at }] of reservations.byPush) {
    if (at + RESERVATION_TTL_MS < now) removeReservation(reservations, pushId);
  }
}

/** Returns the contents of each bucket that changed since the last call; an empty one is to be deleted. */
export function takeChangedBuckets({ byPush, changedBuckets }: Reservations): Map<number, Map<string, Reservation>> {
  const buckets = new Map([...changedBuckets].map((bucket) => [bucket, new Map<string, Reservation>()]));
  changedBuckets.clear();
  if (buckets.size > 0) {
    for (const [pushId, reservation] of byPush) buckets.get(bucketOf(reservation))?.set(pushId, reservation);
  }
  return buckets;
}
