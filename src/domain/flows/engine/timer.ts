import type { JsonObject } from '../../../shared/json/json';
import type { StepEffect } from './effects';
import { newWait, suspend } from './suspend';

type TimerResult = { now: number; variables: JsonObject };

/** Waits until an instant, in epoch milliseconds: the effect of a `wait` step and of the send window. */
export const timerEffect: StepEffect<{ until: number }, TimerResult> = {
  async perform(run, at, progress, { until }) {
    const recorded = run.recordedResult(at);
    if (recorded) return recorded as TimerResult;
    const wait = { for: 'timer' as const };
    const opening = newWait(run, { ...at, detail: {} }, { deadline: until, wait }, run.deps.now());
    const { result } = await suspend(run, progress, opening);
    return result as TimerResult;
  },

  simulate(run, at, { until }) {
    const { transcript, customer } = run;
    // A timer counts as its waits only: undo the workflow step that was counted for the start of the step.
    transcript.workflowSteps -= 1;
    customer.conversation.recordWait(at.step, 'timer');
    run.wait({ until, listens: false, isOver: () => run.now >= until });
    customer.conversation.recordResume();
    transcript.endedAt = run.now;
    return { now: run.now, variables: transcript.variables };
  },

  replay(run, at, { until }) {
    const recorded = run.recordedResult(at);
    if (recorded) return recorded as TimerResult;
    run.now = Math.max(run.now, until);
    return run.assume(at, { variables: run.variables });
  },
};
