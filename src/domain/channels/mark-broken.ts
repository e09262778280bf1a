import { newId } from '../../shared/ids';
import type { Deps } from '../ports';

/**
 * Marks a channel that Meta no longer serves, and warns the account once: what is to be sent by it waits until the token
 * is renewed, or somebody says that the channel works again.
 */
export async function markBroken(
  deps: Deps,
  { accountId, channelId, reason }: { accountId: string; channelId: string; reason: string },
): Promise<void> {
  const now = deps.now();
  const marked = await deps.channels.markBroken({ accountId, channelId, reason, now, eventId: newId('evt') });
  if (marked) deps.log('channel_broken', { account_id: accountId, channel_id: channelId, reason });
}
