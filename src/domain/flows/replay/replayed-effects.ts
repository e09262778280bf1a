import type { LoadedRun } from '../../../db/run-log/run-log';
import type { Effects } from '../engine/effects';
import { progressRecorder } from '../engine/progress-recorder';
import type { ReplayedRun } from '../engine/replayed-run';
import { RunEnded, StepFailed } from '../engine/run-errors';
import { isEngineStep } from '../engine/step-iteration';

export type ReplayOutcome = {
  status: 'completed' | 'failed' | 'stopped';
  outcome: string | null;
  error: { code: string; detail: string; step: string } | null;
  path: string[];
  /** Steps without a record that were taken as done. */
  assumed: string[];
};

/**
 * Drives a replay: every result comes from the record, and nothing can be sent, pushed or charged. Where there is no
 * record, a message, a push, a charge or a timer counts as done; an object or a reply that never came stops the replay.
 * `ownVariables`: the recorded variables belong to another definition, so the replay keeps its own.
 */
export function replayedEffects(
  { request, store, steps, replies }: LoadedRun,
  { replayed, ownVariables }: { replayed: ReplayOutcome; ownVariables: boolean },
): Effects {
  const run: ReplayedRun = {
    loaded: { store, steps },
    now: request.startedAt ?? request.createdAt,
    variables: { ...(request.initialVariables ?? request.variables) },
    replies: replies.toSorted((a, b) => (a.messageId < b.messageId ? -1 : 1)),

    recordedResult(at) {
      const row = steps.find(
        ({ step, iteration, kind }) => step === at.step && iteration === at.iteration && kind === at.kind,
      );
      if (row?.result) {
        run.now = typeof row.result.now === 'number' ? row.result.now : run.now;
        return ownVariables && row.result.variables ? { ...row.result, variables: run.variables } : row.result;
      }
      if (row?.status === 'failed') {
        const { code, detail } = row.detail;
        throw new StepFailed(typeof code === 'string' ? code : 'failed', typeof detail === 'string' ? detail : '');
      }
      return null;
    },

    assume(at, result) {
      if (!isEngineStep(at.step)) replayed.assumed.push(at.step);
      return { ...result, now: run.now };
    },

    stop() {
      replayed.status = 'stopped';
      throw new RunEnded();
    },
  };

  const follow = progressRecorder(replayed.path, run.variables);

  return {
    async perform(effect, at, progress, input) {
      follow(progress, at);
      return effect.replay(run, at, input);
    },

    async end(progress, outcome) {
      follow(progress, null);
      replayed.outcome = outcome;
    },

    async fail(at, progress, { code, detail }) {
      follow(progress, at);
      replayed.status = 'failed';
      replayed.error = { code, detail, step: at.step };
    },
  };
}
