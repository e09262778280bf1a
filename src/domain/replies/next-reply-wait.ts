import type { Step, StepOf } from '../flows/definition/definition';

const JUMPS = ['otherwise', 'on_timeout', 'on_failed', 'on_error', 'on_not_found', 'on_unverified'] as const;

/** The ids to which a step can jump. */
const jumpsOf = (step: Step): string[] => [
  ...JUMPS.flatMap((name) => (name in step ? ((step as Partial<Record<typeof name, string>>)[name] ?? []) : [])),
  ...('cases' in step ? step.cases.map(({ goto }) => goto) : []),
];

/** Steps behind which a customer's message of now answers nothing: a new question, a person, the end. */
const endsTurn = ({ do: kind }: Step): boolean => kind === 'send_message' || kind === 'hand_over' || kind === 'end';

/**
 * Finds the wait for a reply whose question has been sent already, so that a message of now is early for it; null where the
 * run will ask first, or never. `at` is the step that the run is at, null before the first; `isPast` says that its message
 * has gone or that its wait is over.
 */
export function nextReplyWait(
  steps: Step[],
  { at, isPast }: { at: string | null; isPast: boolean },
): StepOf<'wait_for_reply'> | null {
  const start = at === null ? 0 : steps.findIndex(({ id }) => id === at);
  const queue = new Set([start]);
  for (const index of queue) {
    const step = steps[index];
    if (!step) continue;
    const isOver = index === start && at !== null && isPast;
    if (step.do === 'wait_for_reply' && !isOver) return step;
    if (endsTurn(step) && !(isOver && step.do === 'send_message')) continue;
    for (const id of jumpsOf(step)) queue.add(steps.findIndex((each) => each.id === id));
    queue.add(index + 1);
  }
  return null;
}
