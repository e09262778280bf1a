import type { Deps } from '../ports';

/** Wakes the dispatch of up to `limit` accounts whose wake-up was lost; returns how many. */
export async function queueUndispatched(
  deps: Pick<Deps, 'eventDeliveries' | 'queueEventWakeUps'>,
  limit: number,
): Promise<number> {
  const accountIds = await deps.eventDeliveries.listUndispatched(limit);
  await deps.queueEventWakeUps(accountIds.map((accountId) => ({ accountId, delivery: null, delayMs: 0 })));
  return accountIds.length;
}
