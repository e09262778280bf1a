import type { Channel } from '../../db/channels';
import type { Context, Deps } from '../ports';
import { findChannel } from './change-channel';
import { wakeSuspendedRuns } from './wake-suspended-runs';

/** Says that a channel works again: its mark goes, and what waited for it is sent. One that is not broken stays as it is. */
export async function resumeChannel(deps: Deps, context: Context, channelId: string): Promise<Channel> {
  const { accountId } = await findChannel(deps, context, channelId);
  const now = deps.now();
  await deps.channels.update({ accountId, channelId, set: { brokenAt: null, brokenReason: null, updatedAt: now } });
  await wakeSuspendedRuns(deps, channelId);
  return findChannel(deps, context, channelId);
}
