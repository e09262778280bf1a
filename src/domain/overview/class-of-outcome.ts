import type { RequestStatus } from '../../db/requests';

export const OUTCOME_CLASSES = ['confirmed', 'refused', 'noAnswer', 'other', 'open'] as const;
export type OutcomeClass = (typeof OUTCOME_CLASSES)[number];

/**
 * Of the ready flows (flows/), the words for a yes, a no and a silence to what the customer was asked. No other word of
 * theirs is any of the three: `changed`, `redeliver`, `new_address` and `pickup` answer which, not whether; `satisfied`
 * and `notified` confirm nothing; `returned` comes of silence and of nothing else, but says what became of the parcel;
 * with `unreached` and `not_found` nobody was asked. An outcome says what the flow concluded: a merchant's own may call a
 * silence `refused`.
 */
const CLASSES: Record<string, OutcomeClass> = {
  confirmed: 'confirmed',
  accepted: 'confirmed',
  refused: 'refused',
  declined: 'refused',
  no_answer: 'noAnswer',
};

/** What a request counts as: a merchant's own outcome is `other`, as is a request that failed or was cancelled. */
export function classOfOutcome(status: RequestStatus, outcome: string | null): OutcomeClass {
  if (status === 'queued' || status === 'running' || status === 'waiting') return 'open';
  if (status !== 'completed' || outcome === null) return 'other';
  return Object.hasOwn(CLASSES, outcome) ? (CLASSES[outcome] as OutcomeClass) : 'other';
}
