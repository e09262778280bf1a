import type { StepKey } from '../../../../db/run-statements';
import { parseDuration } from '../../../../shared/duration';
import type { Run } from '../../engine/run';
import type { StepIteration } from '../../engine/step-iteration';
import type { WaitForReplyStep } from './schema';

/** `questionStep`: the send right before the wait, whose failure ends the wait as `undelivered`. */
export type ReplyWait = { timeoutMs: number; questionStep: StepKey | null };

/** A send, and the step to go to if its delivery fails later. */
type SentQuestion = StepIteration & { onFailed: string | undefined };

/** Returns the wait of a step. Only a send right before it with `on_failed` counts: Meta reports many failures only later. */
export function replyWaitOf({ timeout }: WaitForReplyStep, seq: number, sent: SentQuestion | null): ReplyWait {
  const isQuestion = sent !== null && sent.onFailed !== undefined && sent.seq === seq - 1;
  return {
    timeoutMs: parseDuration(timeout) ?? 0,
    questionStep: isQuestion ? { step: sent.step, iteration: sent.iteration } : null,
  };
}

/** Returns the wait of the step below if it waits for the reply to a message that is sent now; else null. */
export function nextReplyWait(
  { following, at }: Pick<Run, 'following' | 'at'>,
  onFailed: string | undefined,
): (ReplyWait & { at: StepIteration }) | null {
  if (following?.step.do !== 'wait_for_reply') return null;
  const step = following.step as WaitForReplyStep;
  const seq = at.seq + 1;
  const { iteration } = following;
  return { ...replyWaitOf(step, seq, { ...at, onFailed }), at: { step: step.id, iteration, seq, kind: step.do } };
}
