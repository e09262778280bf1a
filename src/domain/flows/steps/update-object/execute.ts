import { fitsVariables, type JsonObject } from '../../../../shared/json';
import { StepFailed } from '../../engine/effects';
import type { StepExecutor } from '../../engine/interpret';
import { objectOfStep, renderDeep, takeProgress } from '../../engine/run';

export const updateObject: StepExecutor<'update_object'> = async (step, run) => {
  const object = objectOfStep(run, step);
  const variables = renderDeep(run, step.variables) as JsonObject;
  if (!fitsVariables(variables)) throw new StepFailed('variables_too_large', 'The variables of a push may hold 32 KiB');
  const { wait, verify } = step;
  const push = await run.effects.updateObject(run.at, takeProgress(run), { object, variables, wait, verify });
  run.now = push.now;
  if (push.variables) run.variables = push.variables;
  if (push.state === 'accepted' || push.state === 'delivered') return null;
  const goto = push.state === 'unverified' ? step.on_unverified : step.on_failed;
  if (goto !== undefined) return goto;
  const detail =
    push.state === 'unverified'
      ? 'The merchant said yes, but getObject does not show what was pushed'
      : 'The push did not reach the merchant';
  throw new StepFailed(`push_${push.state}`, detail);
};
