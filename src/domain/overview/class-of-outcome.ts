import type { RequestStatus } from '../../db/requests/requests';

export const OUTCOME_CLASSES = ['confirmed', 'refused', 'noAnswer', 'other', 'open'] as const;
export type OutcomeClass = (typeof OUTCOME_CLASSES)[number];

/**
 * The outcomes of the ready flows (flows/) that mean yes, no or no answer. The flows' other outcomes are none of the three:
 * `changed`, `redeliver`, `new_address` and `pickup` are a choice; `satisfied` and `notified` confirm nothing; `returned`
 * says what happened to the parcel; with `unreached` and `not_found` the customer was not asked.
 */
const CLASSES: Record<string, OutcomeClass> = {
  confirmed: 'confirmed',
  accepted: 'confirmed',
  refused: 'refused',
  declined: 'refused',
  no_answer: 'noAnswer',
};

/** Classifies a request: a merchant's own outcome is `other`, as is a request that failed or was cancelled. */
export function classOfOutcome(status: RequestStatus, outcome: string | null): OutcomeClass {
  if (status === 'queued' || status === 'running' || status === 'waiting') return 'open';
  if (status !== 'completed' || outcome === null) return 'other';
  return Object.hasOwn(CLASSES, outcome) ? (CLASSES[outcome] as OutcomeClass) : 'other';
}
