import type { Child } from 'hono/jsx';
import type { MessageView } from '../../domain/messages/message-view';
import { displayLabel } from '../format/display-label';
import { labelTexts } from '../format/label-texts';
import type { View } from '../view/view';
import { MessageBody } from './message-body';
import { messageTexts } from './message-texts';

/** Kinds whose text and buttons are self-explanatory. */
const SELF_EXPLANATORY_KINDS = ['text', 'buttons', 'list', 'button', 'interactive'];

/**
 * A message as the customer sees it, with their own messages on the right; `content` is null if the key may not read it. The
 * kind is named where the content does not tell it.
 */
export function MessageBubble({
  view,
  from,
  kind,
  content,
  children,
}: {
  view: View;
  from: 'shop' | 'customer';
  kind: string;
  content: MessageView | null;
  children?: Child;
}) {
  const t = messageTexts[view.language];
  const hasText = content !== null && (content.text !== '' || content.header !== '' || content.unknown !== null);
  const isTold =
    content?.media?.kind === kind ||
    (hasText && SELF_EXPLANATORY_KINDS.includes(kind)) ||
    (content?.unknown ?? null) !== null;
  return (
    <div class={`bubble ${from}`}>
      <span class="visually-hidden">{t.from[from]}: </span>
      {!isTold && (
        <p class="hint">
          <bdi>{displayLabel(labelTexts[view.language].messageKind, kind)}</bdi>
          {content !== null && !hasText && ` · ${t.noText}`}
        </p>
      )}
      {content === null ? <p class="hint">{t.hidden}</p> : <MessageBody view={view} content={content} />}
      {children}
    </div>
  );
}
