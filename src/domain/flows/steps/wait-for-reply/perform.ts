import type { Message } from '../../../../db/messages/messages';
import type { RunProgress } from '../../../../db/runs/run-statements';
import type { JsonObject } from '../../../../shared/json/json';
import { customerOfRun } from '../../engine/customer-of-run';
import type { DurableRun } from '../../engine/durable-run';
import type { StepIteration } from '../../engine/step-iteration';
import { newWait, suspend } from '../../engine/suspend';
import type { ReplyWait } from './reply-wait';

/** Returns the deadline that was set when the wait was first opened, for a run that starts over. */
const firstDeadline = ({ loaded }: DurableRun, at: StepIteration, deadline: number): number =>
  loaded.steps.find(({ step, iteration }) => step === at.step && iteration === at.iteration)?.deadline ?? deadline;

/** Waits for a reply; a failed delivery of the message of `questionStep` ends the wait too. */
export function performWaitForReply(
  run: DurableRun,
  at: StepIteration,
  progress: RunProgress,
  { timeoutMs, until, questionStep }: ReplyWait,
): Promise<{ result: JsonObject; reply: Message | undefined }> {
  const now = run.deps.now();
  const deadline = firstDeadline(run, at, until ?? now + timeoutMs);
  const wait = { deadline, wait: { for: 'reply' as const, questionStep }, customer: customerOfRun(run) };
  return suspend(run, progress, newWait(run, { ...at, detail: {} }, wait, now));
}
