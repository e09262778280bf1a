import { invalidMembers } from '../../shared/validation/invalid-member';
import { requireScope } from '../keys/authenticate';
import type { Context, Deps } from '../ports';

/** Fails with validation_failed for a URL that must not be called, and with missing_scope if the key may not read customers. */
export function checkSubscription(
  { urlRejectionReason }: Pick<Deps, 'urlRejectionReason'>,
  context: Context,
  { url, include = [] }: { url?: string | undefined; include?: 'customer'[] | undefined },
): void {
  if (include.includes('customer')) requireScope(context, 'users:read');
  const reason = url === undefined ? null : urlRejectionReason(url);
  if (reason === null) return;
  throw invalidMembers([{ path: '/url', code: 'url_refused', message: reason }]);
}
