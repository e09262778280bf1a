import type { JsonObject } from '../../../shared/json';
import { StepFailed } from '../effects';
import type { Execute } from '../interpret';
import { objectOf, renderDeep, takeProgress } from '../run';

export const updateObject: Execute<'update_object'> = async (step, run) => {
  const object = objectOf(run, step);
  const variables = renderDeep(run, step.variables) as JsonObject;
  const push = await run.effects.updateObject(run.at, takeProgress(run), { object, variables, wait: step.wait });
  run.now = push.now;
  if (push.variables) run.variables = push.variables;
  if (push.state === 'accepted' || push.state === 'delivered') return null;
  if (step.on_failed !== undefined) return step.on_failed;
  throw new StepFailed(`push_${push.state}`, 'The push did not reach the merchant');
};
