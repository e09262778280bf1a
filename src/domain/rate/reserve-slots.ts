import type { Rate } from '../../db/schema';
import { afterStart, blockedUntil } from './circuit';
import { takeStart } from './gcra';
import { expireLeases, firstFreeAt, pointsInFlight } from './leases';
import { afterSpending, availableAt } from './points';
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
  /** What the call of each may cost of Shopify's bucket; 0 at a store that has none. */
  points: number[];
  rate: Rate;
  /** Longer than a call can take, or a slow call gives its place away. */
  leaseMs: number;
};

/** Queue delays are whole seconds, and a batch gathers for one more: so much lateness costs a push nothing. */
export const LATENESS_MS = 2_000;
const UNKNOWN_CALL_MS = 1_000;

/**
 * A slot for each push, in the same order (delivery.md, "The life of a push"); changes `state` and `reservations`. First
 * times keep to `rate × t + burst` in any window; real starts, which may come late, to `rate × (t + 2 s) + burst`.
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
  const callMs = state.meanCallMs ?? UNKNOWN_CALL_MS;

  state.points = afterSpending(state.points, expireLeases(state.leases, now) + expireLeases(state.reads, now), now);
  expireReservations(reservations, now);
  if (state.perSecond !== null && state.bookedUntil > now) {
    state.bookedUntil = now + (state.bookedUntil - now) * (state.perSecond / per_second);
  }
  state.perSecond = per_second;

  // Places that second turns will need while a call that starts now is still under way.
  const isSoon = (at: number) => at > now - LATENESS_MS && at <= now + callMs;
  let reservedCapacity = 0;
  // Points of what is under way, of all that waits, and of the second turns among those.
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
    const held = reservations.byPush.get(pushId);
    if (!held) return;
    count(held, -1);
    removeReservation(reservations, pushId);
  };
  const put = (pushId: string, reservation: Reservation): void => {
    remove(pushId);
    count(reservation, 1);
    putReservation(reservations, pushId, reservation);
  };

  /** Without room nothing is kept and nothing paid: the push asks afresh when it comes back. */
  function book(pushId: string, points: number, from: number, most: number): number {
    const owed = inFlight + booked - (reservations.byPush.get(pushId)?.points ?? 0);
    const room = availableAt(state.points, { reserved: owed, wanted: points, now });
    const next = takeStart({ theoreticalArrival: state.bookedUntil, intervalMs, burst: most }, Math.max(from, room));
    const mustWait = next.at > now;
    if (mustWait && !reservations.byPush.has(pushId) && !hasRoom(reservations)) return next.at;
    state.bookedUntil = next.theoreticalArrival;
    if (mustWait) put(pushId, { at: next.at, isSecondTurn: false, points });
    return next.at;
  }

  function bookRetrySlot(pushId: string, points: number, earliest: number): number {
    const turnMs = Math.max(intervalMs, callMs / concurrency);
    const free = state.leases.size < concurrency ? now : firstFreeAt(state.leases, callMs);
    const room = availableAt(state.points, { reserved: inFlight + retryPoints, wanted: points, now });
    const from = Math.max(earliest, free, room, now + turnMs);
    const next = takeStart({ theoreticalArrival: state.turnsUntil, intervalMs: turnMs, burst: 1 }, from);
    if (!reservations.byPush.has(pushId) && !hasRoom(reservations)) return next.at;
    state.turnsUntil = next.theoreticalArrival;
    put(pushId, { at: next.at, isSecondTurn: true, points });
    if (isSoon(next.at)) reservedCapacity += 1;
    return next.at;
  }

  /** The instant at which the push may go: `now`, and then its place is taken, or later. */
  function startOf(pushId: string, points: number): number {
    // Asked again while it is under way: its consumer may be dead, but it may also be slow.
    const lease = state.leases.get(pushId);
    if (lease) return lease.until;

    const held = reservations.byPush.get(pushId);
    const shut = Math.max(state.throttledUntil, blockedUntil(state.circuit, now));
    // No burst when it opens again, or all would come for one probe.
    if (shut > now) return held && held.at >= shut ? held.at : book(pushId, points, shut, 1);

    const due = held?.at ?? book(pushId, points, now, burst);
    if (due > now) return due;

    if (held?.isSecondTurn && isSoon(held.at)) reservedCapacity -= 1;
    const started = takeStart(
      { theoreticalArrival: state.startedUntil, intervalMs, burst: burst + LATENESS_MS / intervalMs },
      now,
    );
    const taken = state.leases.size + (held?.isSecondTurn ? 0 : reservedCapacity);
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
    wait_ms: startOf(pushId, request.points[i] ?? 0) - now,
  }));
}
