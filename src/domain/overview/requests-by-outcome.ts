import type { OverviewRows } from '../../db/overview';
import { classOfOutcome, type OutcomeClass } from './class-of-outcome';

/** Flows may end in as many ways as they have steps: as many are told by name. */
const MAX_NAMED_OUTCOMES = 50;

/** `outcome` is null for a completed flow that names none; a request that failed, was cancelled or is open has none. */
export type OverviewOutcome = {
  end: 'completed' | 'failed' | 'cancelled' | 'open' | 'rest';
  outcome: string | null;
  /** Null for the rest, which may count as anything. */
  countsAs: OutcomeClass | null;
  requests: number;
};

/** How requests ended, the most frequent end first; past 50 ends the rarest are one line, `rest`. */
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
