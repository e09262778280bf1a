import type { Message } from '../../../db/messages/messages';
import type { ConversationRows } from '../../../db/pages/conversation-pages';
import { streamStateOf } from '../../../domain/conversations/message-state';
import type { MessageView } from '../../../domain/messages/message-view';
import { ErrorReason } from '../../components/error-reason';
import { displayLabel } from '../../format/display-label';
import { formatClock } from '../../format/format-clock';
import { labelTexts } from '../../format/label-texts';
import { deliveryErrorsOf } from '../../messages/delivery-errors';
import { MessageBody } from '../../messages/message-body';
import { viewOfMessage } from '../../messages/view-of-message';
import type { View } from '../../view/view';
import { conversationTexts } from '../conversation-texts';
import { authorName } from '../people';
import { MessageFile } from './message-file';

/** The marks of WhatsApp. */
const MARKS: Record<string, string> = {
  queued: '…',
  sent: '✓',
  delivered: '✓✓',
  read: '✓✓',
  failed: '✗',
  unsure: '?',
};
/** Kinds whose text is all there is to say. */
const PLAIN_KINDS = ['text', 'buttons', 'list', 'button', 'interactive', 'template'];

/** A file that was uploaded to Meta has only an id, which says nothing to a person. */
const withoutMediaId = (content: MessageView): MessageView =>
  content.media && /^\d+$/.test(content.media.about) ? { ...content, media: { ...content.media, about: '' } } : content;

/** A message of the stream: the customer's on the left, ours on the right, with its author, time and state. */
export function StreamMessage({
  view,
  rows,
  message,
  conversationId,
  now,
}: {
  view: View;
  rows: ConversationRows;
  message: Message;
  conversationId: string;
  now: number;
}) {
  const t = conversationTexts[view.language];
  const { messageId, direction, kind, createdAt, media } = message;
  const isOurs = direction === 'out';
  const content = viewOfMessage(message, rows.templates);
  const state = streamStateOf(message, now);
  const author = authorName(view, message.author ?? (isOurs ? 'flow' : 'customer'), rows);
  const failed = rows.stream.statuses.filter((each) => each.messageId === messageId && each.status === 'failed');
  return (
    <li class={isOurs ? 'msg ours' : 'msg theirs'} id={messageId}>
      <div class={`bubble ${isOurs ? 'shop' : 'customer'}`}>
        <p class={isOurs ? 'by' : 'visually-hidden'}>
          <bdi>{author}</bdi>
        </p>
        {!PLAIN_KINDS.includes(kind) && !media && content.media === null && (
          <p class="hint">{displayLabel(labelTexts[view.language].messageKind, kind)}</p>
        )}
        {media && <MessageFile view={view} message={{ messageId, kind, media }} conversationId={conversationId} />}
        <MessageBody view={view} content={media ? { ...content, media: null } : withoutMediaId(content)} />
        <p class={`at ${state}`}>
          <time datetime={new Date(createdAt).toISOString()}>{formatClock(view, createdAt)}</time>
          {isOurs && (
            <>
              {' '}
              <span aria-hidden="true">{MARKS[state]}</span>{' '}
              <span class={state === 'failed' || state === 'unsure' ? undefined : 'visually-hidden'}>
                {t.messageState[state]}
              </span>
            </>
          )}
        </p>
        {state === 'failed' &&
          failed.flatMap(({ detail }) =>
            deliveryErrorsOf(detail).map((reason) => (
              <p class="reason">
                <ErrorReason view={view} {...reason} />
              </p>
            )),
          )}
      </div>
    </li>
  );
}
