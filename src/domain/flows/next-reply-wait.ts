import type { Step, StepOf } from './definition';

const JUMPS = ['otherwise', 'on_timeout', 'on_failed', 'on_error', 'on_not_found', 'on_unverified'] as const;

/** The ids to which a step can jump. */
const jumpsOf = (step: Step): string[] => [
  ...JUMPS.flatMap((name) => (name in step ? ((step as Partial<Record<typeof name, string>>)[name] ?? []) : [])),
  ...('cases' in step ? step.cases.map(({ goto }) => goto) : []),
];

/** Whether a run that is at this step is there for long, and not to be answered. */
const pauses = ({ do: kind }: Step): boolean => kind === 'wait' || kind === 'hand_over' || kind === 'end';

/**
 * The wait for a reply that a run comes to next, if it can come to one without a pause of the flow's own: a message that
 * arrives now is early for it. Null where the run will not ask for an answer soon.
 */
export function nextReplyWait(steps: Step[], from: string | null): StepOf<'wait_for_reply'> | null {
  // A send that waits for its window is at `<step>--window`.
  const start = from === null ? 0 : steps.findIndex(({ id }) => id === from.split('--')[0]);
  const queue = new Set([start]);
  for (const index of queue) {
    const step = steps[index];
    if (!step) continue;
    if (step.do === 'wait_for_reply') return step;
    if (pauses(step)) continue;
    for (const id of jumpsOf(step)) queue.add(steps.findIndex((each) => each.id === id));
    queue.add(index + 1);
  }
  return null;
}
