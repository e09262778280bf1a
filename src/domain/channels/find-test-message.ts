import type { Message, MessageStatusRow } from '../../db/messages/messages';
import { AppError } from '../../shared/errors/app-error';
import { statusesInOrder } from '../messages/statuses-in-order';
import type { Context, Deps } from '../ports';

/**
 * Returns a test message of a channel, or of any (null), and its statuses in order. Fails with not_found, also for a message of a flow or a customer, which
 * needs `users:read`.
 */
export async function findTestMessage(
  deps: Pick<Deps, 'messages'>,
  { account }: Context,
  { channelId, messageId }: { channelId: string | null; messageId: string },
): Promise<{ message: Message; statuses: MessageStatusRow[] }> {
  const { message, statuses } = await deps.messages.findWithStatuses(account.accountId, messageId);
  const isTest = message?.direction === 'out' && message.requestId === null;
  if (!isTest || (channelId !== null && message.channelId !== channelId))
    throw new AppError('not_found', 'There is no such message');
  return { message, statuses: statusesInOrder(statuses, messageId) };
}
