import { conditionHolds, type Run } from '../../engine/run';
import type { BranchStep } from './schema';

export async function executeBranch(step: BranchStep, run: Run): Promise<string | null> {
  const goto = step.cases.find(({ when }) => conditionHolds(run, when))?.goto ?? step.otherwise ?? null;
  run.progress.completedSteps.push({ ...run.at, detail: { goto } });
  return goto;
}
