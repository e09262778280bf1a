import type { StepKey } from '../../../../db/runs/run-statements';
import { parseDuration } from '../../../../shared/time/duration';
import type { Run } from '../../engine/run';
import type { StepIteration } from '../../engine/step-iteration';
import { renderInstant } from '../wait/render-instant';
import type { WaitForReplyStep } from './schema';

export type ReplyWait = {
  timeoutMs: number;
  /** The instant at which the wait ends instead, in epoch ms. */
  until: number | null;
  /** The send right before the wait, whose failure ends the wait as `undelivered`. */
  questionStep: StepKey | null;
};

/** The longest wait for a reply. */
const MAX_REPLY_WAIT_MS = 90 * 86_400_000;

/** A send, and the step to go to if its delivery fails later. */
type SentQuestion = StepIteration & { onFailed: string | undefined };

/** Returns when a wait for a reply ends at the latest, where it says so by an instant; null where only its time-out counts. */
export function replyDeadline({ until }: WaitForReplyStep, run: Run): number | null {
  const instant = until === undefined ? null : renderInstant(run, until);
  return instant === null ? null : Math.min(instant, run.now + MAX_REPLY_WAIT_MS);
}

/** Returns the wait of a step. Only a send right before it with `on_failed` counts: Meta reports many failures only later. */
export function replyWaitOf(
  { timeout }: WaitForReplyStep,
  until: number | null,
  seq: number,
  sent: SentQuestion | null,
): ReplyWait {
  const isQuestion = sent !== null && sent.onFailed !== undefined && sent.seq === seq - 1;
  return {
    timeoutMs: parseDuration(timeout) ?? 0,
    until,
    questionStep: isQuestion ? { step: sent.step, iteration: sent.iteration } : null,
  };
}

/**
 * Returns the wait of the step below if it waits for the reply to a message that is sent now; else null. One that ends at an instant
 * is opened after the send, on whose result the instant may depend.
 */
export function replyWaitOfNextStep(
  { following, at }: Pick<Run, 'following' | 'at'>,
  onFailed: string | undefined,
): (ReplyWait & { at: StepIteration }) | null {
  if (following?.step.do !== 'wait_for_reply') return null;
  const step = following.step as WaitForReplyStep;
  if (step.until !== undefined) return null;
  const seq = at.seq + 1;
  const { iteration } = following;
  return { ...replyWaitOf(step, null, seq, { ...at, onFailed }), at: { step: step.id, iteration, seq, kind: step.do } };
}
