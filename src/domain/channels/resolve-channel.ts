import type { Channel } from '../../db/channels';
import type { JsonValue } from '../../shared/json';
import type { Deps } from '../ports';

/** The channel that a flow names, else the account's only one; undefined where that is not clear. */
export async function resolveChannel(
  deps: Pick<Deps, 'channels'>,
  { accountId, channelId }: { accountId: string; channelId: JsonValue | undefined },
): Promise<Channel | undefined> {
  if (typeof channelId === 'string') return deps.channels.find(accountId, channelId);
  const { rows } = await deps.channels.list(accountId, { limit: 2, after: null });
  return rows.length === 1 ? rows[0] : undefined;
}
