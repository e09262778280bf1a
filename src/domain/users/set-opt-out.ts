import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';

/**
 * Opts a customer out, or in again, on the merchant's behalf, by any of their user keys; opting out ends the waits of their
 * requests. Returns since when they are opted out, or null.
 */
export async function setOptOut(
  deps: Pick<Deps, 'customers' | 'engine' | 'now'>,
  context: Context,
  { userKey, out }: { userKey: string; out: boolean },
): Promise<{ optedOutAt: number | null }> {
  const at = deps.now();
  const { accountId } = context.account;
  const audit = newAuditEntry(context, at, out ? 'customer.opted_out' : 'customer.opted_in', { targets: [] });
  const change = { accountId, userKey, optedOutAt: out ? at : null, optedOutBy: 'api' as const, at, audit };
  const { waits, optedOutAt } = await deps.customers.setOptOut(change);
  await Promise.all(waits.map(({ requestId, openWait }) => deps.engine.wake(requestId, openWait)));
  return { optedOutAt };
}
