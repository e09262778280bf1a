import { newAuditEntry } from '../audit/new-audit-entry';
import { payloadRefOf } from '../events/payload-ref';
import { mediaKey } from '../messages/media/media-key';
import type { Context, Deps } from '../ports';

/**
 * Erases a customer, by any of their user keys: cancels their live requests first, so that nothing more is written, then
 * deletes their rows, files and runs. Returns the number of deleted rows by table, empty for an unknown customer.
 */
export async function eraseUser(
  deps: Pick<Deps, 'engine' | 'files' | 'now' | 'requests' | 'users'>,
  context: Context,
  userKey: string,
): Promise<Record<string, number>> {
  const { accountId } = context.account;
  const live = await deps.users.liveRequests(accountId, userKey);
  const now = deps.now();
  for (const requestId of live) await deps.requests.cancel({ accountId, requestId }, now, now, null);
  const { messageIds, payloadRefs, rawEventIds } = await deps.users.listFiles(accountId, userKey);
  // Files first: if the rows were deleted first, a crash would leave orphaned files.
  const media = messageIds.map((messageId) => mediaKey(accountId, messageId));
  await deps.files.delete([...media, ...payloadRefs, ...rawEventIds.map(payloadRefOf)]);
  // Without a target, because the log must not name the erased customer.
  const audit = newAuditEntry(context, now, 'customer.erased', { targets: [] });
  const erased = await deps.users.erase(accountId, userKey, audit);
  await Promise.all(live.map((requestId) => deps.engine.stop(requestId, { erase: true })));
  return erased;
}
