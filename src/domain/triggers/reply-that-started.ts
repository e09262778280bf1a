import type { RequestRow } from '../../db/requests';
import { type Reply, replyOf } from '../messages/reply';
import type { Deps } from '../ports';

const PREFIX = 'message.received:';

/** By what a message and a flow that it starts are known again when the message is repeated. */
export const causeOfMessage = (message: { channelId: string; wamid: string }, flow: string): string =>
  `${PREFIX}${message.channelId}:${flow}:${message.wamid}`;

/** The customer's message that started a request; undefined where something else did. */
export async function replyThatStarted(
  deps: Pick<Deps, 'messages'>,
  { accountId, cause }: Pick<RequestRow, 'accountId' | 'cause'>,
): Promise<Reply | undefined> {
  if (!cause?.startsWith(PREFIX)) return undefined;
  const [channelId = '', , ...wamid] = cause.slice(PREFIX.length).split(':');
  const message = await deps.messages.findByWamid(accountId, { channelId, wamid: wamid.join(':') });
  return message && replyOf(message);
}
