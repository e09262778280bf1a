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

/** Optional checks: a warning does not keep the checklist open. */
const OPTIONAL_CHECKS: CheckName[] = [
  'shopify_scope_write_fulfillment_orders',
  // The merchant still has to enter this secret in a form of the page.
  'shopify_webhook_signature',
  'phone_number',
  'get_object_speed',
];

/** Returns whether all checks have passed, so that polling can stop. */
export const areAllPassed = (steps: ChecklistStep[]): boolean =>
  steps.every(({ name, status }) => status === 'passed' || (status === 'warning' && OPTIONAL_CHECKS.includes(name)));
