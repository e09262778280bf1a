import type { RequestRow } from '../../db/requests';
import { type Reply, replyOf } from '../messages/reply';
import type { Deps } from '../ports';

const PREFIX = 'message.received:';

/** Returns the dedupe key of the request that a message starts, as Meta repeats messages. */
export const messageDedupeKey = (message: { channelId: string; wamid: string }, flow: string): string =>
  `${PREFIX}${message.channelId}:${flow}:${message.wamid}`;

/** Returns the customer's message that started a request; undefined where something else did. */
export async function triggeringReply(
  deps: Pick<Deps, 'messages'>,
  { accountId, dedupeKey }: Pick<RequestRow, 'accountId' | 'dedupeKey'>,
): Promise<Reply | undefined> {
  if (!dedupeKey?.startsWith(PREFIX)) return undefined;
  const [channelId = '', , ...wamid] = dedupeKey.slice(PREFIX.length).split(':');
  const message = await deps.messages.findByWamid(accountId, { channelId, wamid: wamid.join(':') });
  return message && replyOf(message);
}
