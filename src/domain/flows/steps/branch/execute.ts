import type { StepExecutor } from '../../engine/interpret';
import { conditionHolds } from '../../engine/run';

export const branch: StepExecutor<'branch'> = async (step, run) => {
  const goto = step.cases.find(({ when }) => conditionHolds(run, when))?.goto ?? step.otherwise ?? null;
  run.progress.completedSteps.push({ ...run.at, detail: { goto } });
  return goto;
};
