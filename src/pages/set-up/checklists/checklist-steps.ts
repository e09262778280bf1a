import type { Check } from '../../../shared/check';
import type { CheckName } from './check-texts';

/** A step of the set-up, and whether it has been seen to work. */
export type ChecklistStep = { name: CheckName; status: Check['status'] | 'unknown'; message: string | null };

const checklistStep = (name: CheckName, checks: Check[]): ChecklistStep => {
  const check = checks.find((one) => one.name === name);
  return check ? { name, status: check.status, message: check.message } : { name, status: 'unknown', message: null };
};

/** The steps of a checklist as the last checks saw them. */
export const checklistSteps = (names: readonly CheckName[], checks: Check[]): ChecklistStep[] =>
  names.map((name) => checklistStep(name, checks));

/** What works without: a warning of it leaves nothing to wait for. */
const OPTIONAL_CHECKS: CheckName[] = [
  'shopify_scope_write_fulfillment_orders',
  // A secret that is to be given yet, by a form of the page.
  'shopify_webhook_signature',
  'phone_number',
  'get_object_speed',
];

/** Whether every step has been seen to work, so that nobody waits for one to turn green. */
export const areAllPassed = (steps: ChecklistStep[]): boolean =>
  steps.every(({ name, status }) => status === 'passed' || (status === 'warning' && OPTIONAL_CHECKS.includes(name)));
