import { afterFailure, afterInconclusive, closedCircuit } from './circuit';
import { nextMean } from './leases';
import { applyThrottleStatus, deductPoints } from './points';
import type { ReservationReport, StoreRateState } from './store-rate-state';

const MAX_THROTTLE_MS = 86_400_000;

/**
 * Releases the leases of finished calls and updates the circuit, points and mean call time; changes `state`. A report counts
 * even if its lease has expired. Retry-After postpones, by at most 24 h, and does not count as a failure.
 */
export function applyReports({
  state,
  now,
  results,
}: {
  state: StoreRateState;
  now: number;
  results: ReservationReport[];
}): void {
  for (const { push_id, outcome, retry_after_ms = 0, stated = null } of results) {
    const lease = state.leases.get(push_id);
    state.leases.delete(push_id);
    if (lease && outcome !== 'not_sent') state.meanCallMs = nextMean(state.meanCallMs, now - lease.startedAt);
    if (stated) state.points = applyThrottleStatus(state.points, stated);
    else if (outcome !== 'not_sent') state.points = deductPoints(state.points, lease?.points ?? 0, now);
    if (outcome === 'ok') state.circuit = closedCircuit;
    else if (outcome === 'failed') state.circuit = afterFailure(state.circuit, push_id, now);
    else state.circuit = afterInconclusive(state.circuit, push_id);
    if (outcome === 'throttled') {
      state.throttledUntil = Math.max(state.throttledUntil, now + Math.min(retry_after_ms, MAX_THROTTLE_MS));
    }
  }
}
