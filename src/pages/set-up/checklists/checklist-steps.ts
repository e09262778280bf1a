import type { Check } from '../../../shared/validation/check';
import type { CheckName } from './check-texts';

/** A step of the set-up, and whether its check has passed. */
export type ChecklistStep = { name: CheckName; status: Check['status'] | 'unknown'; message: string | null };

const checklistStep = (name: CheckName, checks: Check[]): ChecklistStep => {
  const check = checks.find((one) => one.name === name);
  return check ? { name, status: check.status, message: check.message } : { name, status: 'unknown', message: null };
};

/** Builds the steps of a checklist from the last checks. */
export const checklistSteps = (names: readonly CheckName[], checks: Check[]): ChecklistStep[] =>
  names.map((name) => checklistStep(name, checks));
