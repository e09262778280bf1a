import { newId } from '../../shared/crypto/ids';
import type { Deps } from '../ports';

/**
 * Marks a channel as broken and warns the account once. Its messages wait until the access token is changed or the channel is
 * resumed.
 */
export async function markBroken(
  deps: Pick<Deps, 'channels' | 'log' | 'now'>,
  { accountId, channelId, reason }: { accountId: string; channelId: string; reason: string },
): Promise<void> {
  const now = deps.now();
  const marked = await deps.channels.markBroken({ accountId, channelId, reason, now, eventId: newId('evt') });
  if (marked) deps.log('channel_broken', { account_id: accountId, channel_id: channelId, reason });
}
