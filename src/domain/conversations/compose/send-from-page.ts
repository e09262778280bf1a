import { invalidMember } from '../../../shared/validation/invalid-member';
import { findChannel } from '../../channels/find-channel';
import type { Context, Deps } from '../../ports';
import { findConversation } from '../read-conversations';
import type { DeliverMessageDeps } from '../send/deliver-message';
import type { MessageInput } from '../send/message-input';
import { type SentMessage, sendInConversation } from '../send/send-message';
import { filledTemplate } from './filled-template';

const MAX_TEXT = 4_096;
const CLIENT_ID = /^[\w-]{8,64}$/;

export type SendFromPageDeps = DeliverMessageDeps & Pick<Deps, 'conversations' | 'directSends' | 'templates'>;

/**
 * Sends what a person wrote in a form of the page. `client_id`: a second submit of the form is the same message. `lastSeen`: the
 * last message that the person had seen; if somebody else has answered since, it fails with conversation_changed.
 */
export async function sendFromPage(
  deps: SendFromPageDeps,
  context: Context,
  { conversationId, input, lastSeen }: { conversationId: string; input: MessageInput; lastSeen: string | null },
): Promise<SentMessage> {
  if (!CLIENT_ID.test(input.client_id ?? ''))
    throw invalidMember('/client_id', 'invalid_format', '`client_id` must be an id');
  const text = input.text?.trim();
  if (text === '') throw invalidMember('/text', 'too_small', 'The message needs a text');
  if (text && text.length > MAX_TEXT)
    throw invalidMember('/text', 'too_big', `A text has at most ${MAX_TEXT} characters`);
  const message = text === undefined ? input : { ...input, text };
  return sendInConversation(deps, context, { conversationId, input: message, lastSeen }, async () => null);
}

/** Sends a template that a person filled in. Fails as a send does, and with validation_failed. */
export async function sendFilledTemplate(
  deps: SendFromPageDeps,
  context: Context,
  {
    conversationId,
    clientId,
    template,
    lastSeen,
  }: {
    conversationId: string;
    clientId: string;
    template: { name: string; language: string; parameters: string[] };
    lastSeen: string | null;
  },
): Promise<SentMessage> {
  const { conversation } = await findConversation(deps, context, conversationId);
  const { wabaId } = await findChannel(deps, context, conversation.channelId);
  const templates = await deps.templates.list({ accountId: context.account.accountId, wabaId });
  const input = { client_id: clientId, template: filledTemplate(template, templates) };
  return sendFromPage(deps, context, { conversationId, input, lastSeen });
}
