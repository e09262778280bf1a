import { fitsVariables, type JsonObject } from '../../../../shared/json';
import { StepFailed } from '../../engine/effects';
import type { StepExecutor } from '../../engine/interpret';
import { renderDeep, takeProgress } from '../../engine/run';

export const startFlow: StepExecutor<'start_flow'> = async (step, run) => {
  const variables = renderDeep(run, step.variables) as JsonObject;
  if (!fitsVariables(variables)) {
    throw new StepFailed('variables_too_large', 'The variables of a request may hold 32 KiB');
  }
  const started = await run.effects.startFlow(run.at, takeProgress(run), { flow: step.flow, variables });
  run.now = started.now;
  if (started.kind === 'failed') throw new StepFailed(started.code, started.detail);
  return null;
};
