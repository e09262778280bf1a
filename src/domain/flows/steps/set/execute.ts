import { fitsVariables, type JsonObject } from '../../../../shared/json/json';
import { mergePatch } from '../../../../shared/json/merge-patch';
import { type Run, renderDeep, renderWithCurrency } from '../../engine/run';
import { StepFailed } from '../../engine/run-errors';
import type { SetStep } from './schema';

export async function executeSet(step: SetStep, run: Run): Promise<null> {
  const rendered = Object.entries(step.variables).map(([name, given]) => {
    if (typeof given !== 'string') return { name, value: renderDeep(run, given), currency: undefined };
    const { text, currency } = renderWithCurrency(run, given);
    return { name, value: text, currency };
  });
  const patch: JsonObject = Object.fromEntries(rendered.map(({ name, value }) => [name, value]));
  const merged = mergePatch(run.variables, patch);
  // Whole values, so that the patches of several steps can be merged before one write; no nulls, because D1 drops them.
  const changed = Object.fromEntries(Object.keys(patch).map((key) => [key, merged[key] ?? null]));
  const variables = { ...merged, ...mergePatch({}, changed) };
  if (!fitsVariables(variables)) {
    throw new StepFailed('variables_too_large', 'The variables of a request must not exceed 32 KiB');
  }
  for (const { name, currency } of rendered) {
    if (currency === undefined) run.currencies.delete(name);
    else run.currencies.set(name, { value: variables[name] ?? null, currency });
  }
  run.variables = variables;
  for (const key of Object.keys(patch)) run.progress.patch[key] = variables[key] ?? null;
  run.progress.completedSteps.push({ ...run.at, detail: { variables: patch } });
  return null;
}
