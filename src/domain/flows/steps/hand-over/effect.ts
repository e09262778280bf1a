import type { JsonObject } from '../../../../shared/json';
import type { StepEffect } from '../../engine/effects';
import { RunEnded } from '../../engine/run-errors';
import { newWait, suspend } from '../../engine/suspend';

type HandOverResult = { now: number; variables: JsonObject; resume: string };

/** Waits without a deadline until a person resumes the request at a step. */
export const handOverEffect: StepEffect<{ note: string }, HandOverResult> = {
  async perform(run, at, progress, { note }) {
    const recorded = run.recordedResult(at);
    if (recorded) return recorded as HandOverResult;
    const wait = { deadline: null, wait: { for: 'person' as const } };
    const { result } = await suspend(run, progress, newWait(run, { ...at, detail: { note } }, wait, run.deps.now()));
    return result as HandOverResult;
  },

  simulate({ transcript }, _at, { note }) {
    transcript.status = 'waiting';
    transcript.note = note;
    throw new RunEnded();
  },

  replay: (run, at) => (run.recordedResult(at) ?? run.stop()) as HandOverResult,
};
