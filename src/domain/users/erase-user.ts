import { payloadRefOf } from '../events/payload-ref';
import { mediaKey } from '../messages/media/media-key';
import type { Context, Deps } from '../ports';

/**
 * Erases a customer, whichever of their names is given: ends their live requests first, so that nothing is written any
 * more, then deletes every row on them, their files and the state of their runs. Says how many rows of each table; erasing
 * somebody unknown erases nothing.
 */
export async function eraseUser(
  deps: Deps,
  { account: { accountId } }: Context,
  userKey: string,
): Promise<Record<string, number>> {
  const live = await deps.users.liveRequests(accountId, userKey);
  const now = deps.now();
  for (const requestId of live) await deps.requests.cancel(accountId, requestId, now, now);
  const { messageIds, payloadRefs: claims, rawEventIds } = await deps.users.listFiles(accountId, userKey);
  // Files first: were they last and the call died in between, nothing would be left that names them.
  const media = messageIds.map((messageId) => mediaKey(accountId, messageId));
  await deps.files.delete([...media, ...claims, ...rawEventIds.map(payloadRefOf)]);
  const erased = await deps.users.erase(accountId, userKey);
  await Promise.all(live.map((requestId) => deps.engine.stop(requestId, { erase: true })));
  return erased;
}
