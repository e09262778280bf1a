import { objectOfStep, type Run, takeProgress } from '../../engine/run';
import { StepFailed } from '../../engine/run-errors';
import { getObjectEffect } from './effect';
import type { GetObjectStep } from './schema';

export async function executeGetObject(step: GetObjectStep, run: Run): Promise<string | null> {
  const object = objectOfStep(run, step);
  const fetched = await run.effects.perform(getObjectEffect, run.at, takeProgress(run), { object });
  run.now = fetched.now;
  if (fetched.kind === 'found') {
    run.saved = { ...run.saved, [step.save_as]: fetched.object };
    return null;
  }
  const goto = fetched.kind === 'not_found' ? step.on_not_found : step.on_error;
  if (goto !== undefined) return goto;
  if (fetched.kind === 'failed') throw new StepFailed(fetched.code, "The merchant's getObject failed");
  throw new StepFailed('object_not_found', `The merchant has no ${object.type} ${object.id}`);
}
