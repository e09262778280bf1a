import type { RunProgress } from '../../../db/runs/run-statements';
import type { JsonObject } from '../../../shared/json/json';
import { isEngineStep, type StepIteration } from './step-iteration';

/** Returns a function that adds the steps and the variables of a run's progress to `path` and `variables`. */
export function progressRecorder(path: string[], variables: JsonObject) {
  const visited = new Set<string>();
  return ({ completedSteps, patch }: RunProgress, at: StepIteration | null): void => {
    for (const { step, iteration } of at ? [...completedSteps, at] : completedSteps) {
      const key = `${step}#${iteration}`;
      if (isEngineStep(step) || visited.has(key)) continue;
      visited.add(key);
      path.push(step);
    }
    for (const [name, value] of Object.entries(patch)) {
      if (value === null) delete variables[name];
      else variables[name] = value;
    }
  };
}
