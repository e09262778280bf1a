import type { Template } from '../../db/channels/templates';
import type { Message } from '../../db/messages/messages';
import { cloudPayload } from '../../domain/messages/cloud-payload';
import { incomingMessageView } from '../../domain/messages/incoming-message-view';
import { type MessageView, messageView } from '../../domain/messages/message-view';
import type { OutgoingMessage } from '../../domain/messages/outgoing-message';

/** Returns a stored message as WhatsApp displays it. */
export function viewOfMessage(
  row: Message,
  templates: Pick<Template, 'name' | 'language' | 'components'>[],
): MessageView {
  if (row.direction === 'in') return incomingMessageView(row);
  const { address, messageId } = row;
  const message = row.content as OutgoingMessage;
  return messageView(cloudPayload({ address, messageId, replyToWamid: null, message }), templates);
}
