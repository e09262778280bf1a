import { retryAfterMs } from '../../shared/time/retry-after';
import type { CallResult } from '../call-result';
import type { ReservationReport } from '../rate/store-rate-state';

/** Returns the report of a failed call to the target's circuit breaker, whether or not the call is repeated. */
export function failureReport(
  push_id: string,
  { outcome, status, retryAfter, stated }: CallResult,
  now: number,
): ReservationReport {
  if (outcome === 'not_yet') return { push_id, outcome: 'ok', stated };
  // A refusal proves that the store is up. A push that was not sent proves nothing about the store.
  if (outcome === 'refused') return { push_id, outcome: status === null ? 'not_sent' : 'ok', stated };
  const retryMs = status === 429 || status === 503 ? retryAfterMs(retryAfter, now) : null;
  return retryMs === null
    ? { push_id, outcome: 'failed', stated }
    : { push_id, outcome: 'throttled', retry_after_ms: retryMs, stated };
}
