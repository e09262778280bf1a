import { conditionHolds, type Run } from '../../engine/run';
import type { BranchStep } from './schema';

/** Returns the step of the first case whose condition holds, else `otherwise`; null is the step below. */
export async function executeBranch(step: BranchStep, run: Run): Promise<string | null> {
  const goto = step.cases.find(({ when }) => conditionHolds(run, when))?.goto ?? step.otherwise ?? null;
  run.progress.completedSteps.push({ ...run.at, detail: { goto } });
  return goto;
}
