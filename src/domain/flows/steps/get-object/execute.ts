import { StepFailed } from '../../engine/effects';
import type { StepExecutor } from '../../engine/interpret';
import { objectOfStep, takeProgress } from '../../engine/run';

export const getObject: StepExecutor<'get_object'> = async (step, run) => {
  const object = objectOfStep(run, step);
  const fetched = await run.effects.getObject(run.at, takeProgress(run), { object });
  run.now = fetched.now;
  if (fetched.kind === 'found') {
    run.saved = { ...run.saved, [step.save_as]: fetched.object };
    return null;
  }
  const goto = fetched.kind === 'not_found' ? step.on_not_found : step.on_error;
  if (goto !== undefined) return goto;
  if (fetched.kind === 'failed') throw new StepFailed(fetched.code, "The merchant's getObject could not be had");
  throw new StepFailed('object_not_found', `The merchant has no ${object.type} ${object.id}`);
};
