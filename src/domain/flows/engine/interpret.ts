import type { FlowDefinition, Step, StepOf } from '../definition/definition';
import { branch } from '../steps/branch/execute';
import { charge } from '../steps/charge/execute';
import { getObject } from '../steps/get-object/execute';
import { handOver } from '../steps/hand-over/execute';
import { sendMessage } from '../steps/send-message/execute';
import { setVariables } from '../steps/set/execute';
import { startFlow } from '../steps/start-flow/execute';
import { updateObject } from '../steps/update-object/execute';
import { wait } from '../steps/wait/execute';
import { waitForReply } from '../steps/wait-for-reply/execute';
import { type Effects, StepFailed } from './effects';
import { isValidLabel } from './label';
import { renderName } from './render-name';
import { emptyProgress, type Run, type RunInput, takeProgress } from './run';

/** A step visited more often than this fails with `loop_limit` (flows.md). */
const MAX_ITERATIONS = 25;

/** Does one step and says where to go on: a step's id, or null for the one below. */
export type StepExecutor<Kind extends Step['do']> = (step: StepOf<Kind>, run: Run) => Promise<string | null>;

const EXECUTORS: { [Kind in Exclude<Step['do'], 'end'>]: StepExecutor<Kind> } = {
  get_object: getObject,
  send_message: sendMessage,
  wait_for_reply: waitForReply,
  wait,
  branch,
  set: setVariables,
  update_object: updateObject,
  charge,
  hand_over: handOver,
  start_flow: startFlow,
};

/**
 * Runs a flow to its end: the same definition, input and results of effects always take the same path. It knows no
 * platform; what is outside comes by `effects`. Throws only what a driver throws, `RunEnded` included.
 */
export async function interpret(task: {
  definition: FlowDefinition;
  input: RunInput;
  effects: Effects;
}): Promise<void> {
  const { definition, input, effects } = task;
  const { steps } = definition;
  const visits = new Map<string, number>();
  const run: Run = {
    definition,
    effects,
    input,
    at: { step: '', iteration: 0, seq: 0, kind: '' },
    now: input.startedAt,
    variables: input.variables,
    saved: input.reply ? { reply: input.reply } : {},
    progress: emptyProgress(),
    lastSend: null,
    isReminder: false,
    currencies: new Map(),
  };

  let position = 0;
  while (position < steps.length) {
    const step = steps[position] as Step;
    const iteration = (visits.get(step.id) ?? 0) + 1;
    visits.set(step.id, iteration);
    run.at = { step: step.id, iteration, seq: run.at.seq + 1, kind: step.do };
    try {
      if (iteration > MAX_ITERATIONS)
        throw new StepFailed('loop_limit', `The step was visited more than ${MAX_ITERATIONS} times`);
      if (step.do === 'end') {
        const outcome = renderName(run, step.outcome, {
          fits: isValidLabel,
          code: 'invalid_outcome',
          where: 'The outcome',
        });
        run.progress.completedSteps.push({ ...run.at, detail: { outcome } });
        return await effects.end(takeProgress(run), outcome);
      }
      const execute = EXECUTORS[step.do] as (step: Step, run: Run) => Promise<string | null>;
      const goto = await execute(step, run);
      position = goto === null ? position + 1 : steps.findIndex(({ id }) => id === goto);
      if (position < 0) throw new StepFailed('step_not_found', `There is no step ${goto}`);
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      return await effects.fail(run.at, takeProgress(run), { code: error.code, detail: error.message });
    }
  }
  await effects.end(takeProgress(run), null);
}
