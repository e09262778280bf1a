import type { Channel } from '../../db/channels/channels';
import type { JsonValue } from '../../shared/json/json';
import type { Deps } from '../ports';

/** Returns the channel with the given id, else the account's only channel; undefined if it has none or several. */
export async function resolveChannel(
  deps: Pick<Deps, 'channels'>,
  { accountId, channelId }: { accountId: string; channelId: JsonValue | undefined },
): Promise<Channel | undefined> {
  if (typeof channelId === 'string') return deps.channels.find(accountId, channelId);
  const { rows } = await deps.channels.list(accountId, { limit: 2, after: null });
  return rows.length === 1 ? rows[0] : undefined;
}
