import type { Conversation } from '../../../db/conversations/conversation-statements';
import { aadFor } from '../../../shared/crypto/encryption';
import { AppError } from '../../../shared/errors/app-error';
import { describeError } from '../../../shared/errors/describe-error';
import type { Context, Deps } from '../../ports';
import { findConversation } from '../read-conversations';

export type MarkReadDeps = Pick<Deps, 'channels' | 'conversations' | 'encryptor' | 'whatsapp'>;

/** Sends a read receipt for the customer's last message, and for all before it; false if Meta has not taken it. */
export async function sendReceipt(
  deps: MarkReadDeps,
  { accountId, channelId, lastWamid: wamid }: { accountId: string; channelId: string; lastWamid: string },
  typing: boolean,
): Promise<boolean> {
  if (wamid === '') return false;
  const channel = await deps.channels.find(accountId, channelId);
  if (!channel) throw new AppError('channel_not_found');
  const accessToken = await deps.encryptor.decrypt(channel.accessToken, aadFor(channelId, 'access_token'));
  return deps.whatsapp.markRead({ phoneNumberId: channel.phoneNumberId, accessToken, wamid, typing });
}

/**
 * Shows the customer that a person has opened their conversation, and read it. A failure is logged: the next message does it
 * anyway.
 */
export async function showOpened(
  deps: MarkReadDeps & Pick<Deps, 'log'>,
  conversation: Pick<Conversation, 'accountId' | 'channelId' | 'conversationId' | 'lastWamid' | 'owner'>,
): Promise<void> {
  if (conversation.owner === 'other_app') return;
  try {
    await sendReceipt(deps, conversation, false);
  } catch (error) {
    deps.log('receipt_not_sent', { conversation_id: conversation.conversationId, error: describeError(error) });
  }
}

/**
 * Marks a conversation as read, here and for the customer, who sees it. Returns the conversation, and whether Meta has taken the
 * receipt; a customer who has never written gets none. Fails with not_found.
 */
export async function markConversationRead(deps: MarkReadDeps, context: Context, conversationId: string) {
  const { accountId } = context.account;
  const isFound = await deps.conversations.markRead(accountId, conversationId);
  if (!isFound) throw new AppError('not_found', 'There is no such conversation');
  const found = await findConversation(deps, context, conversationId);
  const isReceiptSent = await sendReceipt(deps, found.conversation, false);
  return { found, isReceiptSent };
}

/**
 * Shows the customer for 25 seconds, or until the next message, that somebody types; WhatsApp also marks their messages as read.
 * Fails with not_found.
 */
export async function showTyping(deps: MarkReadDeps, context: Context, conversationId: string): Promise<boolean> {
  const { conversation } = await findConversation(deps, context, conversationId);
  return sendReceipt(deps, conversation, true);
}
