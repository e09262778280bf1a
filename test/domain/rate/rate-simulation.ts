import { applyReports } from '../../../src/domain/rate/apply-reports';
import type { Reservations } from '../../../src/domain/rate/reservations';
import { reserveSlots } from '../../../src/domain/rate/reserve-slots';
import { newStoreRateState, type ReservationReport } from '../../../src/domain/rate/store-rate-state';

export const START = 1_790_000_000_000;
type Rate = { per_second: number; burst: number; concurrency: number };

/** A store's rate state under the test's clock; `restart` keeps only what storage would. */
export function makeStoreRate(rate: Rate, leaseMs = 60_000) {
  let state = newStoreRateState();
  let reservations: Reservations = { byPush: new Map(), changedBuckets: new Set() };
  return {
    rate,
    reserve: (now: number, pushIds: string[], points: number[] = []): number[] =>
      reserveSlots({
        state,
        reservations,
        now,
        request: { pushIds, points, rate, leaseMs },
      }).map(({ wait_ms }) => wait_ms),
    report: (now: number, results: ReservationReport[]) => applyReports({ state, now, results }),
    restart() {
      [state, reservations] = structuredClone([state, reservations]);
    },
    waiting: () => reservations.byPush.size,
    inFlight: () => state.leases.size,
  };
}

/** Returns the most starts beyond rate × t in any window between two starts. */
export function largestBurst(starts: number[], perSecond: number): number {
  const sorted = starts.toSorted((a, b) => a - b);
  let worst = 0;
  // For each end, the earliest start that makes the window worst: a running minimum of i − rate × t.
  let least = Number.POSITIVE_INFINITY;
  for (const [i, at] of sorted.entries()) {
    const paid = (perSecond * (at - START)) / 1_000;
    least = Math.min(least, i - paid);
    worst = Math.max(worst, i - paid - least + 1);
  }
  return worst;
}

/** A queue of events by instant; those of one instant in the order in which they were added. */
export function makeAgenda<Event>() {
  const byInstant = new Map<number, Event[]>();
  let instants: number[] = [];
  let sorted = true;
  return {
    add(at: number, event: Event) {
      const events = byInstant.get(at);
      if (events) {
        events.push(event);
        return;
      }
      byInstant.set(at, [event]);
      instants.push(at);
      sorted = false;
    },
    next(): { at: number; events: Event[] } | null {
      if (!sorted) instants = instants.sort((a, b) => b - a);
      sorted = true;
      const at = instants.pop();
      if (at === undefined) return null;
      const events = byInstant.get(at) ?? [];
      byInstant.delete(at);
      return { at, events };
    },
  };
}
