import type { RequestRow } from '../../db/requests';
import { parseReceivedMessage } from '../../shared/dedupe-key';
import { type Reply, replyOf } from '../messages/reply';
import type { Deps } from '../ports';

/** Returns the customer's message that started a request; undefined where something else did. */
export async function triggeringReply(
  deps: Pick<Deps, 'messages'>,
  { accountId, dedupeKey }: Pick<RequestRow, 'accountId' | 'dedupeKey'>,
): Promise<Reply | undefined> {
  const received = parseReceivedMessage(dedupeKey);
  const message = received && (await deps.messages.findByWamid(accountId, received));
  return message ? replyOf(message) : undefined;
}
