import type { SetUpChannel } from '../../../db/pages/set-up';
import { type ChecklistStep, checklistSteps } from '../checklists/checklist-steps';

const META_CHECKS = [
  'access_token',
  'permissions',
  'phone_number',
  'waba',
  'webhook',
  'app_secret',
  'sending',
] as const;

/** Builds the checklist of a number from its last check and its last validly signed webhook. */
export const channelSteps = ({ lastCheck, webhookSeen }: SetUpChannel): ChecklistStep[] => [
  ...checklistSteps(META_CHECKS, lastCheck?.checks ?? []),
  { name: 'whatsapp_webhook_received', status: webhookSeen === 1 ? 'passed' : 'unknown', message: null },
];
