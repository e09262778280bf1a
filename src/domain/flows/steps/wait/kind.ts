import type { Issue } from '../../../../shared/app-error';
import { textOrEmpty } from '../../../../shared/read-json';
import { hasLiquid } from '../../../liquid/compile';
import { defineStepKind } from '../../step-kind/step-kind';
import { executeWait } from './execute';
import { readWaitUntil } from './read-wait-until';
import { WaitStep } from './schema';

const UNTIL = { it: 'fino al', en: 'until' };

function checkWait({ until }: { until?: string | undefined }, at: string): Issue[] {
  // In UTC: an hour that the account's zone skips fails only in the run, as the zone may change.
  if (until === undefined || hasLiquid(until) || readWaitUntil(until, 'UTC').ok) return [];
  const message =
    'This must be an instant such as 2026-12-24T09:00:00; a variable stands in braces: {{ order.deliver_at }}';
  return [{ path: `${at}/until`, code: 'invalid_instant', message }];
}

export const waitKind = defineStepKind(WaitStep, {
  execute: executeWait,
  renderedMembers: ['until'],
  check: checkWait,
  waits: true,
  role: 'wait',
  describe: (raw, language) => textOrEmpty(raw.for) || `${UNTIL[language]} ${textOrEmpty(raw.until)}`,
});
