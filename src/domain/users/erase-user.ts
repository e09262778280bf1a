import type { Context, Deps } from '../ports';

/**
 * Erases a customer: ends their live requests first, so that nothing is written any more, then deletes every row on them
 * and the state of their runs. Says how many rows of each table; erasing somebody unknown erases nothing.
 */
export async function eraseUser(
  deps: Deps,
  { account: { accountId } }: Context,
  userKey: string,
): Promise<Record<string, number>> {
  const live = await deps.users.liveRequests(accountId, userKey);
  const now = deps.now();
  for (const requestId of live) await deps.requests.cancel(accountId, requestId, now, now);
  const erased = await deps.users.erase(accountId, userKey, userKey.replace(/^\+/, ''));
  await Promise.all(live.map((requestId) => deps.engine.stop(requestId, { erase: true })));
  return erased;
}
