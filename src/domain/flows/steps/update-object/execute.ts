import { fitsVariables, type JsonObject } from '../../../../shared/json/json';
import { isShipment } from '../../../shipments/releases/is-shipment';
import { objectOfStep, type Run, renderDeep, takeProgress } from '../../engine/run';
import { StepFailed } from '../../engine/run-errors';
import { updateObjectEffect } from './effect';
import type { UpdateObjectStep } from './schema';

export async function executeUpdateObject(step: UpdateObjectStep, run: Run): Promise<string | null> {
  const object = objectOfStep(run, step);
  const variables = renderDeep(run, step.variables) as JsonObject;
  if (!fitsVariables(variables)) throw new StepFailed('variables_too_large', 'The variables of a push may hold 32 KiB');
  const { wait, verify } = step;
  const input = { object, variables, wait, verify };
  const push = await run.effects.perform(updateObjectEffect, run.at, takeProgress(run), input);
  run.now = push.now;
  if (push.variables) run.variables = push.variables;
  if (step.save_as !== undefined) {
    run.saved = { ...run.saved, [step.save_as]: { state: push.state, held: push.held ?? null } };
  }
  if (push.state === 'accepted' || push.state === 'delivered') return null;
  const goto = push.state === 'unverified' ? step.on_unverified : step.on_failed;
  if (goto !== undefined) return goto;
  const unverified = isShipment(object)
    ? 'The parcel is still held, one working day after its release'
    : 'The merchant confirmed the push, but getObject does not show its values';
  const detail = push.state === 'unverified' ? unverified : 'The push did not reach the merchant';
  throw new StepFailed(`push_${push.state}`, detail);
}
