import type { Execute } from '../../engine/interpret';
import { holds } from '../../engine/run';

export const branch: Execute<'branch'> = async (step, run) => {
  const goto = step.cases.find(({ when }) => holds(run, when))?.goto ?? step.otherwise ?? null;
  run.progress.passed.push({ ...run.at, detail: { goto } });
  return goto;
};
