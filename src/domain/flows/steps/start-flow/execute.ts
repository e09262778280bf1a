import { fitsVariables, type JsonObject } from '../../../../shared/json/json';
import { type Run, renderDeep, takeProgress } from '../../engine/run';
import { StepFailed } from '../../engine/run-errors';
import { startFlowEffect } from './effect';
import type { StartFlowStep } from './schema';

export async function executeStartFlow({ flow, ...step }: StartFlowStep, run: Run): Promise<null> {
  const variables = renderDeep(run, step.variables) as JsonObject;
  if (!fitsVariables(variables)) {
    throw new StepFailed('variables_too_large', 'The variables of a request may hold 32 KiB');
  }
  const started = await run.effects.perform(startFlowEffect, run.at, takeProgress(run), { flow, variables });
  run.now = started.now;
  if (started.kind === 'failed') throw new StepFailed(started.code, started.detail);
  return null;
}
