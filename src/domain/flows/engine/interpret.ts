import type { JsonObject } from '../../../shared/json/json';
import type { Effects } from './effects';
import { emptyProgress, type Run, type RunInput, takeProgress } from './run';
import { StepFailed } from './run-errors';
import type { SendWindow } from './send-window';
import type { FlowStep } from './step-iteration';

/** A step that runs more often than this fails with `loop_limit`. */
const MAX_ITERATIONS = 25;

/** What follows a step: the step with this id, the next step in the list (null), or the end of the run. */
export type NextStep = string | null | { outcome: string };

/** Executes one step of any kind. */
export type StepExecutor = (step: FlowStep, run: Run) => Promise<NextStep>;

/**
 * Runs a flow to its end. Deterministic: the same definition, input and effect results take the same path. Throws only errors of the
 * effects driver, including `RunEnded`.
 */
export async function interpret(task: {
  definition: { steps: FlowStep[]; send_window?: SendWindow | undefined; settingValues: JsonObject | null };
  execute: StepExecutor;
  input: RunInput;
  effects: Effects;
}): Promise<void> {
  const { definition, execute, input, effects } = task;
  const { steps } = definition;
  const iterations = new Map<string, number>();
  const run: Run = {
    sendWindow: definition.send_window,
    settings: definition.settingValues,
    effects,
    input,
    at: { step: '', iteration: 0, seq: 0, kind: '' },
    now: input.startedAt,
    variables: input.variables,
    saved: { ...input.triggerFacts, ...(input.reply ? { reply: input.reply } : {}) },
    progress: emptyProgress(),
    following: null,
    lastSend: null,
    recipient: null,
    isReminder: false,
    currencies: new Map(),
  };

  const iterationsOf = ({ id }: FlowStep): number => iterations.get(id) ?? 0;
  const followingOf = (position: number): Run['following'] => {
    const step = steps[position + 1];
    return step && iterationsOf(step) < MAX_ITERATIONS ? { step, iteration: iterationsOf(step) + 1 } : null;
  };

  let position = 0;
  while (position < steps.length) {
    const step = steps[position] as FlowStep;
    const iteration = iterationsOf(step) + 1;
    iterations.set(step.id, iteration);
    run.following = followingOf(position);
    run.at = { step: step.id, iteration, seq: run.at.seq + 1, kind: step.do };
    try {
      if (iteration > MAX_ITERATIONS)
        throw new StepFailed('loop_limit', `The step ran more than ${MAX_ITERATIONS} times`);
      const next = await execute(step, run);
      if (typeof next === 'object' && next !== null) return await effects.end(takeProgress(run), next.outcome);
      position = next === null ? position + 1 : steps.findIndex(({ id }) => id === next);
      if (position < 0) throw new StepFailed('step_not_found', `There is no step ${next}`);
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      return await effects.fail(run.at, takeProgress(run), { code: error.code, detail: error.message });
    }
  }
  await effects.end(takeProgress(run), null);
}
