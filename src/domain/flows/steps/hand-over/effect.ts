import type { JsonObject } from '../../../../shared/json/json';
import { customerOfRun } from '../../engine/customer-of-run';
import type { StepEffect } from '../../engine/effects';
import { RunEnded } from '../../engine/run-errors';
import { newWait, suspend } from '../../engine/suspend';

/** `resume`: the step that a person has chosen; null if the time for it is over. */
type HandOverResult = { now: number; variables: JsonObject; resume: string | null };
type HandOver = { note: string; choices: string[]; timeoutMs: number | null };

/** Waits until a person resumes the request at a step, or until the timeout. */
export const handOverEffect: StepEffect<HandOver, HandOverResult> = {
  async perform(run, at, progress, { note, choices, timeoutMs }) {
    const recorded = run.recordedResult(at);
    if (recorded) return recorded as HandOverResult;
    const now = run.deps.now();
    const first = run.loaded.steps.find(({ step, iteration }) => step === at.step && iteration === at.iteration);
    const deadline = timeoutMs === null ? null : (first?.deadline ?? now + timeoutMs);
    const detail = { note, ...(choices.length > 0 ? { choices } : {}) };
    const wait = { deadline, wait: { for: 'person' as const }, customer: customerOfRun(run) };
    const { result } = await suspend(run, progress, newWait(run, { ...at, detail }, wait, now));
    return result as HandOverResult;
  },

  /** Nobody acts in a simulation: the run waits for its timeout, or for ever. */
  simulate(run, at, { note, timeoutMs }) {
    const { transcript, customer } = run;
    transcript.note = note;
    if (timeoutMs === null) {
      transcript.status = 'waiting';
      throw new RunEnded();
    }
    const until = run.now + timeoutMs;
    customer.conversation.recordWait(at.step, 'person');
    run.wait({ until, listens: false, isOver: () => run.now >= until });
    customer.conversation.recordResume();
    transcript.endedAt = run.now;
    return { now: run.now, variables: transcript.variables, resume: null };
  },

  replay(run, at, { timeoutMs }) {
    const recorded = run.recordedResult(at);
    if (recorded) return recorded as HandOverResult;
    if (timeoutMs === null) return run.stop();
    run.now += timeoutMs;
    return run.assume(at, { variables: run.variables, resume: null });
  },
};
