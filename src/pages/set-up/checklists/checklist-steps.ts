import type { FoundCheck } from '../../../shared/validation/check';
import type { CheckName } from './check-texts';

/** A step of the set-up, and its last check. */
export type ChecklistStep = { name: CheckName; status: FoundCheck['status'] | 'unknown'; check: FoundCheck | null };

const checklistStep = (name: CheckName, checks: FoundCheck[]): ChecklistStep => {
  const check = checks.find((one) => one.name === name) ?? null;
  return { name, status: check?.status ?? 'unknown', check };
};

/** Builds the steps of a checklist from the last checks. */
export const checklistSteps = (names: readonly CheckName[], checks: FoundCheck[]): ChecklistStep[] =>
  names.map((name) => checklistStep(name, checks));
