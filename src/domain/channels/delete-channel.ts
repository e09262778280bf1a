import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';
import { findChannel } from './find-channel';
import { invalidateChannels } from './verify-meta-signature';
import { wakeSuspendedRuns } from './wake-suspended-runs';

/** Deletes a channel; another channel may then take its number. Fails with not_found. */
export async function deleteChannel(
  deps: Pick<Deps, 'channels' | 'engine' | 'now' | 'unsentMessages'>,
  context: Context,
  channelId: string,
): Promise<void> {
  const channel = await findChannel(deps, context, channelId);
  const { accountId } = channel;
  const now = deps.now();
  await deps.channels.update({
    accountId,
    channelId,
    set: { deletedAt: now, updatedAt: now },
    audit: newAuditEntry(context, now, 'channel.deleted', { targets: [{ type: 'channel', id: channelId }] }),
  });
  invalidateChannels(channel);
  // Runs that wait for this broken channel must fail now instead of waiting for ever.
  await wakeSuspendedRuns(deps, channelId);
}
