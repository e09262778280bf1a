import type { ShipmentEvent } from '../../../src/domain/shipments/reports/shipment-event';
import type { ShipmentStatus } from '../../../src/shared/orders/shipment-states';
import { HOUR_MS, MINUTE_MS } from './shipment-events';

/*
 * A second, plain implementation of the rules: sort everything, then walk once. It knows no lists, no snapshots and no marks
 * but those that the property test makes.
 */

const RANK = [
  'announced',
  'cancelled',
  'in_transit',
  'out_for_delivery',
  'attempt_failed',
  'ready_for_pickup',
  'held',
  'lost',
  'delivered',
  'returning',
  'returned',
];

const FORBIDDEN: Partial<Record<ShipmentStatus, ShipmentStatus[]>> = {
  in_transit: ['announced', 'cancelled'],
  out_for_delivery: ['announced', 'cancelled'],
  attempt_failed: ['announced', 'cancelled'],
  held: ['announced', 'cancelled'],
  ready_for_pickup: ['announced', 'cancelled', 'attempt_failed'],
  returning: ['announced', 'cancelled', 'attempt_failed', 'in_transit'],
  lost: ['announced', 'cancelled'],
  cancelled: ['announced'],
};

function isAllowed(from: ShipmentStatus, to: ShipmentStatus, hours: number): boolean {
  if (from === 'returned') return false;
  if (from === 'delivered') {
    return to === 'returning' || to === 'returned' || (hours <= 72 && to !== 'announced' && to !== 'cancelled');
  }
  return !(FORBIDDEN[from] ?? []).includes(to);
}

/** Returns state, attempts, the number of the stay in `held` and the marks after these events. */
export function naiveShipment(events: ShipmentEvent[]) {
  const minute = (event: ShipmentEvent) => Math.floor(event.happenedAt / MINUTE_MS);
  const rank = ({ state }: ShipmentEvent) => (state === null ? -1 : RANK.indexOf(state));
  const sorted = [...events].sort(
    (a, b) =>
      minute(a) - minute(b) ||
      rank(a) - rank(b) ||
      a.happenedAt - b.happenedAt ||
      (`${a.source} ${a.dedupeKey}` < `${b.source} ${b.dedupeKey}` ? -1 : 1),
  );
  let state: ShipmentStatus = 'announced';
  let since: number | null = null;
  let [problem, delayed, disputed] = [false, false, false];
  const attempts: { at: number; by: string[] }[] = [];
  const stays: { at: number; by: string[] }[] = [];
  for (const { state: to, mark, happenedAt, source } of sorted) {
    if (to !== null) {
      const isFirst = since === null;
      const before: ShipmentStatus = state;
      if (!isFirst && to !== before && !isAllowed(before, to, (happenedAt - (since ?? 0)) / HOUR_MS)) {
        if (before === 'returning' && to === 'in_transit' && mark !== null) {
          if (mark === 'problem') problem = true;
          else delayed = true;
        }
        continue;
      }
      if (isFirst || to !== before) {
        if (to === 'delivered' || to === 'returning' || to === 'returned' || to === 'lost') disputed = false;
        if (before === 'delivered' && to !== 'returning' && to !== 'returned') disputed = true;
        if (['out_for_delivery', 'ready_for_pickup', 'delivered', 'returned'].includes(to)) problem = delayed = false;
        [state, since] = [to, happenedAt];
      }
      if (to === 'attempt_failed') {
        const same = attempts.filter(({ at, by }) => happenedAt - at <= 12 * HOUR_MS && !by.includes(source)).pop();
        if (same) same.by.push(source);
        else attempts.push({ at: happenedAt, by: [source] });
      }
      if (to === 'held') {
        const last = stays[stays.length - 1];
        const isEcho = last !== undefined && happenedAt - last.at <= 12 * HOUR_MS && !last.by.includes(source);
        if (last && (isEcho || (!isFirst && before === 'held'))) last.by = [...new Set([...last.by, source])];
        else stays.push({ at: happenedAt, by: [source] });
      }
    }
    if (mark === 'problem') problem = true;
    if (mark === 'delayed') delayed = true;
  }
  const stay = state === 'held' ? (stays.at(-1) ?? null) : null;
  return {
    state,
    stateAt: since,
    attempts: attempts.length,
    stay: stay === null ? null : { episode: stays.length, since: stay.at },
    problem,
    delayed,
    disputed,
  };
}
