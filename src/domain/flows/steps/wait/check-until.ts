import type { Issue } from '../../../../shared/errors/app-error';
import { hasLiquid } from '../../../liquid/compile';
import { readWaitUntil } from './read-wait-until';

/** Reports an `until` without Liquid that is no instant. */
export function checkUntil({ until }: { until?: string | undefined }, at: string): Issue[] {
  // In UTC: an hour that the account's zone skips fails only in the run, as the zone may change.
  if (until === undefined || hasLiquid(until) || readWaitUntil(until, 'UTC').ok) return [];
  const message =
    'This must be an instant such as 2026-12-24T09:00:00; a variable stands in braces: {{ order.deliver_at }}';
  return [{ path: `${at}/until`, code: 'invalid_instant', message }];
}
