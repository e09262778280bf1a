import { fitsVariables, type JsonObject } from '../../../shared/json';
import { mergePatch } from '../../../shared/merge-patch';
import { StepFailed } from '../effects';
import type { Execute } from '../interpret';
import { renderDeep } from '../run';

export const setVariables: Execute<'set'> = async (step, run) => {
  const patch = renderDeep(run, step.variables) as JsonObject;
  const variables = mergePatch(run.variables, patch);
  if (!fitsVariables(variables)) {
    throw new StepFailed('variables_too_large', 'The variables of a request may hold 32 KiB');
  }
  run.variables = variables;
  // Whole values of the members touched, so that two steps between two writes add up.
  for (const key of Object.keys(patch)) run.progress.patch[key] = variables[key] ?? null;
  run.progress.passed.push({ ...run.at, detail: { variables: patch } });
  return null;
};
