import type { RunProgress } from '../../../db/run-statements';
import type { JsonObject } from '../../../shared/json';
import type { StepIteration } from './step-iteration';

/** Returns a function that adds the steps and the variables of a run's progress to `path` and `variables`. */
export function progressRecorder(path: string[], variables: JsonObject) {
  const visited = new Set<string>();
  return ({ completedSteps, patch }: RunProgress, at: StepIteration | null): void => {
    for (const { step, iteration, kind } of at ? [...completedSteps, at] : completedSteps) {
      const key = `${step}#${iteration}`;
      // The engine adds the wait for the send window; it is not a step of the flow.
      if (kind === 'send_window' || visited.has(key)) continue;
      visited.add(key);
      path.push(step);
    }
    for (const [name, value] of Object.entries(patch)) {
      if (value === null) delete variables[name];
      else variables[name] = value;
    }
  };
}
