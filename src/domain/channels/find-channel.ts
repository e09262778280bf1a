import type { Channel } from '../../db/channels/channels';
import { AppError } from '../../shared/errors/app-error';
import type { Context, Deps } from '../ports';

/** Returns a channel of the account. Fails with not_found. */
export async function findChannel(
  deps: Pick<Deps, 'channels'>,
  { account }: Context,
  channelId: string,
): Promise<Channel> {
  const channel = await deps.channels.find(account.accountId, channelId);
  if (!channel) throw new AppError('not_found', 'There is no such channel');
  return channel;
}
