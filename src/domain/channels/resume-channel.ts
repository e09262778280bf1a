import type { Channel } from '../../db/channels/channels';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';
import { findChannel } from './find-channel';
import { wakeSuspendedRuns } from './wake-suspended-runs';

/** Marks a channel as working again and wakes the runs that waited for it. Harmless for a channel that is not broken. */
export async function resumeChannel(
  deps: Pick<Deps, 'channels' | 'engine' | 'now' | 'unsentMessages'>,
  context: Context,
  channelId: string,
): Promise<Channel> {
  const { accountId } = await findChannel(deps, context, channelId);
  const now = deps.now();
  await deps.channels.update({
    accountId,
    channelId,
    set: { brokenAt: null, brokenReason: null, updatedAt: now },
    audit: newAuditEntry(context, now, 'channel.changed', {
      targets: [{ type: 'channel', id: channelId }],
      metadata: { resumed: true },
    }),
  });
  await wakeSuspendedRuns(deps, channelId);
  return findChannel(deps, context, channelId);
}
