import type { Rate } from '../../db/schema';
import { afterStart, shutUntil } from './circuit';
import { takeStart } from './gcra';
import { expireLeases, firstFree } from './leases';
import { expireReservations, hasRoom, putReservation, type Reservations, removeReservation } from './reservations';
import type { Slot, StoreRateState } from './store-rate-state';

export type SlotsAsk = {
  pushIds: string[];
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
  ask: SlotsAsk;
}): Slot[] {
  const { state, reservations, now, ask } = input;
  const { per_second, burst, concurrency } = ask.rate;
  const intervalMs = 1_000 / per_second;
  const callMs = state.meanCallMs ?? UNKNOWN_CALL_MS;

  expireLeases(state.leases, now);
  expireReservations(reservations, now);
  if (state.perSecond !== null && state.bookedUntil > now) {
    state.bookedUntil = now + (state.bookedUntil - now) * (state.perSecond / per_second);
  }
  state.perSecond = per_second;

  // Places that second turns will need while a call that starts now is still under way.
  const isSoon = (at: number) => at > now - LATENESS_MS && at <= now + callMs;
  let promised = 0;
  for (const { at, isSecondTurn } of reservations.byPush.values()) if (isSecondTurn && isSoon(at)) promised += 1;

  /** Without room nothing is kept and nothing paid: the push asks afresh when it comes back. */
  function book(pushId: string, from: number, most: number): number {
    const next = takeStart({ paidUntil: state.bookedUntil, intervalMs, burst: most }, from);
    const mustWait = next.at > now;
    if (mustWait && !reservations.byPush.has(pushId) && !hasRoom(reservations)) return next.at;
    state.bookedUntil = next.paidUntil;
    if (mustWait) putReservation(reservations, pushId, { at: next.at, isSecondTurn: false });
    return next.at;
  }

  function secondTurn(pushId: string, earliest: number): number {
    const turnMs = Math.max(intervalMs, callMs / concurrency);
    const free = state.leases.size < concurrency ? now : firstFree(state.leases, callMs);
    const from = Math.max(earliest, free, now + turnMs);
    const next = takeStart({ paidUntil: state.turnsUntil, intervalMs: turnMs, burst: 1 }, from);
    if (!reservations.byPush.has(pushId) && !hasRoom(reservations)) return next.at;
    state.turnsUntil = next.paidUntil;
    putReservation(reservations, pushId, { at: next.at, isSecondTurn: true });
    if (isSoon(next.at)) promised += 1;
    return next.at;
  }

  /** The instant at which the push may go: `now`, and then its place is taken, or later. */
  function startOf(pushId: string): number {
    // Asked again while it is under way: its consumer may be dead, but it may also be slow.
    const lease = state.leases.get(pushId);
    if (lease) return lease.until;

    const held = reservations.byPush.get(pushId);
    const shut = Math.max(state.throttledUntil, shutUntil(state.circuit, now));
    // No burst when it opens again, or all would come for one probe.
    if (shut > now) return held && held.at >= shut ? held.at : book(pushId, shut, 1);

    const due = held?.at ?? book(pushId, now, burst);
    if (due > now) return due;

    if (held?.isSecondTurn && isSoon(held.at)) promised -= 1;
    const started = takeStart(
      { paidUntil: state.startedUntil, intervalMs, burst: burst + LATENESS_MS / intervalMs },
      now,
    );
    const taken = state.leases.size + (held?.isSecondTurn ? 0 : promised);
    if (started.at > now || taken >= concurrency) return secondTurn(pushId, started.at);

    removeReservation(reservations, pushId);
    const until = now + ask.leaseMs;
    state.startedUntil = started.paidUntil;
    state.leases.set(pushId, { startedAt: now, until });
    state.circuit = afterStart(state.circuit, { pushId, startedAt: now, until });
    return now;
  }

  return ask.pushIds.map((pushId) => ({ push_id: pushId, wait_ms: startOf(pushId) - now }));
}
