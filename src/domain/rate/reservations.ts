const BUCKET_MS = 10_000;
const RESERVATION_TTL_MS = 600_000;
const MAX_RESERVATIONS = 20_000;

export type Reservation = {
  /** Epoch ms at which the push may come back. */
  at: number;
  /** It came in time once and found no place free: it has the next one before others. */
  isSecondTurn: boolean;
  /** What its call will cost of Shopify's bucket. */
  points: number;
};

/**
 * Who waits for when. They are kept by buckets of ten seconds, because pushes are booked one after another and come back
 * at their time: so a call touches few buckets, and a bucket is one row.
 */
export type Reservations = { byPush: Map<string, Reservation>; changedBuckets: Set<number> };

const bucketOf = ({ at }: Reservation): number => Math.floor(at / BUCKET_MS);

export const hasRoom = ({ byPush }: Reservations): boolean => byPush.size < MAX_RESERVATIONS;

export function removeReservation({ byPush, changedBuckets: touched }: Reservations, pushId: string): void {
  const held = byPush.get(pushId);
  if (!held) return;
  byPush.delete(pushId);
  touched.add(bucketOf(held));
}

export function putReservation(reservations: Reservations, pushId: string, reservation: Reservation): void {
  removeReservation(reservations, pushId);
  reservations.byPush.set(pushId, reservation);
  reservations.changedBuckets.add(bucketOf(reservation));
}

/** Drops those that nobody took up within ten minutes of their time. */
export function expireReservations(reservations: Reservations, now: number): void {
  for (const [pushId, { at }] of reservations.byPush) {
    if (at + RESERVATION_TTL_MS < now) removeReservation(reservations, pushId);
  }
}

/** The contents of each bucket changed since the last call; an empty one is to be deleted. */
export function takeChangedBuckets({
  byPush,
  changedBuckets: touched,
}: Reservations): Map<number, Map<string, Reservation>> {
  const buckets = new Map([...touched].map((bucket) => [bucket, new Map<string, Reservation>()]));
  touched.clear();
  if (buckets.size > 0) {
    for (const [pushId, reservation] of byPush) buckets.get(bucketOf(reservation))?.set(pushId, reservation);
  }
  return buckets;
}
