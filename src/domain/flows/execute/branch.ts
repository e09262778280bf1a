import type { Execute } from '../interpret';
import { holds } from '../run';

export const branch: Execute<'branch'> = async (step, run) => {
  const goto = step.cases.find(({ when }) => holds(run, when))?.goto ?? step.otherwise ?? null;
  run.progress.passed.push({ ...run.at, detail: { goto } });
  return goto;
};
