import type { Step } from '../flows/definition/definition';
import { JUMP_MEMBERS } from '../flows/step-kind/jumps';
import { findStepKind } from '../flows/steps/step-kinds';
import type { WaitForReplyStep } from '../flows/steps/wait-for-reply/schema';

/** Returns the ids to which a step can jump. */
const jumpsOf = (step: Step): string[] => [
  ...JUMP_MEMBERS.flatMap((name) => (name in step ? ((step as Partial<Record<typeof name, string>>)[name] ?? []) : [])),
  ...('cases' in step ? step.cases.map(({ goto }) => goto) : []),
];

/**
 * Finds the reply wait that a message sent now answers, if the run has already sent the question. Returns null
 * if the run sends another question first, or has no wait ahead. `at` is the current step, null before the first; `isPast`: the
 * current step's message has been sent, or its wait has ended.
 */
export function nextReplyWait(
  steps: Step[],
  { at, isPast: isCurrentStepDone }: { at: string | null; isPast: boolean },
): WaitForReplyStep | null {
  const start = at === null ? 0 : steps.findIndex(({ id }) => id === at);
  const queue = new Set([start]);
  for (const index of queue) {
    const step = steps[index];
    if (!step) continue;
    const isDone = index === start && at !== null && isCurrentStepDone;
    if (step.do === 'wait_for_reply' && !isDone) return step;
    if (findStepKind(step.do)?.endsTurn && !(isDone && step.do === 'send_message')) continue;
    for (const id of jumpsOf(step)) queue.add(steps.findIndex((each) => each.id === id));
    queue.add(index + 1);
  }
  return null;
}
