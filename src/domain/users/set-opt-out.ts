import type { Context, Deps } from '../ports';

/**
 * Opts a customer out, or in again, on the merchant's behalf, by any of their user keys; opting out ends the waits of their
 * requests. Returns since when they are opted out, or null.
 */
export async function setOptOut(
  deps: Pick<Deps, 'customers' | 'engine' | 'now'>,
  { account: { accountId } }: Context,
  { userKey, out }: { userKey: string; out: boolean },
): Promise<{ optedOutAt: number | null }> {
  const at = deps.now();
  const change = { accountId, userKey, optedOutAt: out ? at : null, optedOutBy: 'api' as const, at };
  const { waits, optedOutAt } = await deps.customers.setOptOut(change);
  await Promise.all(waits.map(({ requestId, openWait }) => deps.engine.wake(requestId, openWait)));
  return { optedOutAt };
}
