import type { OverviewRows } from '../../db/pages/overview';
import { classOfOutcome, type OutcomeClass } from './class-of-outcome';

/** As many as a flow has steps. */
const MAX_NAMED_OUTCOMES = 50;

/** `outcome` is null for a completed request without one, and for a request that failed, was cancelled or is open. */
export type OverviewOutcome = {
  end: 'completed' | 'failed' | 'cancelled' | 'open' | 'rest';
  outcome: string | null;
  /** Null for `rest`, which mixes classes. */
  countsAs: OutcomeClass | null;
  requests: number;
};

/** Counts requests by how they ended, the most frequent first; beyond 50, the rarest are summed up as `rest`. */
export function requestsByOutcome(rows: OverviewRows['requests']): OverviewOutcome[] {
  const ends = new Map<string, OverviewOutcome>();
  for (const { status, outcome, requests } of rows) {
    const countsAs = classOfOutcome(status, outcome);
    const end = countsAs === 'open' ? 'open' : (status as 'completed' | 'failed' | 'cancelled');
    const key = JSON.stringify([end, outcome]);
    const before = ends.get(key)?.requests ?? 0;
    ends.set(key, { end, outcome, countsAs, requests: before + requests });
  }
  const sorted = [...ends.values()].sort((a, b) => b.requests - a.requests);
  const rest = sorted.slice(MAX_NAMED_OUTCOMES).reduce((sum, { requests }) => sum + requests, 0);
  const named = sorted.slice(0, MAX_NAMED_OUTCOMES);
  return rest === 0 ? named : [...named, { end: 'rest', outcome: null, countsAs: null, requests: rest }];
}
