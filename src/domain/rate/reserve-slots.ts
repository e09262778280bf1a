import type { Rate } from '../../db/schema';
import { afterStart, blockedUntil } from './circuit';
import { takeStart } from './gcra';
import { expireLeases, firstFreeAt, pointsInFlight } from './leases';
import { availableAt, deductPoints } from './points';
import {
  expireReservations,
  hasRoom,
  putReservation,
  type Reservation,
  type Reservations,
  removeReservation,
} from './reservations';
import type { Slot, StoreRateState } from './store-rate-state';

export type SlotsRequest = {
  pushIds: string[];
  /** The points that the call of each push may cost; 0 for a store other than Shopify's. */
  points: number[];
  rate: Rate;
  /** Must be longer than the longest possible call. */
  leaseMs: number;
};

/** How late a push may start and keep its slot: queue delays are whole seconds, and collecting a batch takes one more. */
export const LATENESS_MS = 2_000;
const DEFAULT_CALL_MS = 1_000;

/**
 * Returns a slot for each push, in the same order; mutates `state` and `reservations`. In any window of t seconds, booked
 * slots do not exceed `rate × t + burst`; actual starts, which may be late, do not exceed `rate × (t + 2 s) + burst`.
 */
export function reserveSlots(input: {
  state: StoreRateState;
  reservations: Reservations;
  now: number;
  request: SlotsRequest;
}): Slot[] {
  const { state, reservations, now, request } = input;
  const { per_second, burst, concurrency } = request.rate;
  const intervalMs = 1_000 / per_second;
  const callMs = state.meanCallMs ?? DEFAULT_CALL_MS;

  state.points = deductPoints(state.points, expireLeases(state.leases, now) + expireLeases(state.reads, now), now);
  expireReservations(reservations, now);
  if (state.perSecond !== null && state.bookedUntil > now) {
    state.bookedUntil = now + (state.bookedUntil - now) * (state.perSecond / per_second);
  }
  state.perSecond = per_second;

  // The capacity that retry slots will need while a call that starts now is still in flight.
  const isSoon = (at: number) => at > now - LATENESS_MS && at <= now + callMs;
  let reservedCapacity = 0;
  // Points of the calls in flight, of all reservations, and of the retry slots among these.
  let inFlight = pointsInFlight(state.leases) + pointsInFlight(state.reads);
  let [booked, retryPoints] = [0, 0];
  const count = ({ isSecondTurn, points }: Reservation, times: 1 | -1): void => {
    booked += times * points;
    if (isSecondTurn) retryPoints += times * points;
  };
  for (const reservation of reservations.byPush.values()) {
    if (reservation.isSecondTurn && isSoon(reservation.at)) reservedCapacity += 1;
    count(reservation, 1);
  }
  const remove = (pushId: string): void => {
    const reservation = reservations.byPush.get(pushId);
    if (!reservation) return;
    count(reservation, -1);
    removeReservation(reservations, pushId);
  };
  const put = (pushId: string, reservation: Reservation): void => {
    remove(pushId);
    count(reservation, 1);
    putReservation(reservations, pushId, reservation);
  };

  /** Books a slot. If there are too many reservations, none is stored: the push must request a slot again when it returns. */
  function book(pushId: string, points: number, from: number, maxBurst: number): number {
    const reserved = inFlight + booked - (reservations.byPush.get(pushId)?.points ?? 0);
    const room = availableAt(state.points, { reserved, wanted: points, now });
    const next = takeStart(
      { theoreticalArrival: state.bookedUntil, intervalMs, burst: maxBurst },
      Math.max(from, room),
    );
    const mustWait = next.at > now;
    if (mustWait && !reservations.byPush.has(pushId) && !hasRoom(reservations)) return next.at;
    state.bookedUntil = next.theoreticalArrival;
    if (mustWait) put(pushId, { at: next.at, isSecondTurn: false, points });
    return next.at;
  }

  /** Books a slot with priority for a push that returned in time but cannot start now. */
  function bookRetrySlot(pushId: string, points: number, earliest: number): number {
    const retryIntervalMs = Math.max(intervalMs, callMs / concurrency);
    const free = state.leases.size < concurrency ? now : firstFreeAt(state.leases, callMs);
    const room = availableAt(state.points, { reserved: inFlight + retryPoints, wanted: points, now });
    const from = Math.max(earliest, free, room, now + retryIntervalMs);
    const next = takeStart({ theoreticalArrival: state.turnsUntil, intervalMs: retryIntervalMs, burst: 1 }, from);
    if (!reservations.byPush.has(pushId) && !hasRoom(reservations)) return next.at;
    state.turnsUntil = next.theoreticalArrival;
    put(pushId, { at: next.at, isSecondTurn: true, points });
    if (isSoon(next.at)) reservedCapacity += 1;
    return next.at;
  }

  /** Returns when the push may start. If that is `now`, the push has been given a lease. */
  function startTimeFor(pushId: string, points: number): number {
    // Requested again while in flight: its consumer may have crashed, or may only be slow.
    const lease = state.leases.get(pushId);
    if (lease) return lease.until;

    const own = reservations.byPush.get(pushId);
    const blocked = Math.max(state.throttledUntil, blockedUntil(state.circuit, now));
    // Burst 1: otherwise all blocked pushes would come back at once, and only one may be the probe.
    if (blocked > now) return own && own.at >= blocked ? own.at : book(pushId, points, blocked, 1);

    const due = own?.at ?? book(pushId, points, now, burst);
    if (due > now) return due;

    if (own?.isSecondTurn && isSoon(own.at)) reservedCapacity -= 1;
    const started = takeStart(
      { theoreticalArrival: state.startedUntil, intervalMs, burst: burst + LATENESS_MS / intervalMs },
      now,
    );
    const taken = state.leases.size + (own?.isSecondTurn ? 0 : reservedCapacity);
    const hasPoints = availableAt(state.points, { reserved: inFlight, wanted: points, now }) <= now;
    if (started.at > now || taken >= concurrency || !hasPoints) return bookRetrySlot(pushId, points, started.at);

    remove(pushId);
    inFlight += points;
    const until = now + request.leaseMs;
    state.startedUntil = started.theoreticalArrival;
    state.leases.set(pushId, { startedAt: now, until, points });
    state.circuit = afterStart(state.circuit, { pushId, startedAt: now, until });
    return now;
  }

  return request.pushIds.map((pushId, i) => ({
    push_id: pushId,
    wait_ms: startTimeFor(pushId, request.points[i] ?? 0) - now,
  }));
}
