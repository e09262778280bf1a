import type { RequestRow } from '../../db/requests';
import { type Reply, replyOf } from '../messages/reply';
import type { Deps } from '../ports';

const PREFIX = 'message.received:';

/** By what a message and a flow that it starts are known again when the message is repeated. */
export const messageDedupeKey = (message: { channelId: string; wamid: string }, flow: string): string =>
  `${PREFIX}${message.channelId}:${flow}:${message.wamid}`;

/** The customer's message that started a request; undefined where something else did. */
export async function triggeringReply(
  deps: Pick<Deps, 'messages'>,
  { accountId, dedupeKey }: Pick<RequestRow, 'accountId' | 'dedupeKey'>,
): Promise<Reply | undefined> {
  if (!dedupeKey?.startsWith(PREFIX)) return undefined;
  const [channelId = '', , ...wamid] = dedupeKey.slice(PREFIX.length).split(':');
  const message = await deps.messages.findByWamid(accountId, { channelId, wamid: wamid.join(':') });
  return message && replyOf(message);
}
