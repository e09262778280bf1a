import type { Message } from '../../db/messages/messages';
import type { RequestRow } from '../../db/requests/requests';
import { parseReceivedMessage } from '../../shared/crypto/dedupe-key';
import type { Deps } from '../ports';

/** Returns the customer's message that started a request; undefined where something else did. */
export async function triggeringMessage(
  deps: Pick<Deps, 'messages'>,
  { accountId, dedupeKey }: Pick<RequestRow, 'accountId' | 'dedupeKey'>,
): Promise<Message | undefined> {
  const received = parseReceivedMessage(dedupeKey);
  return received ? deps.messages.findByWamid(accountId, received) : undefined;
}
