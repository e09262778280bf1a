import type { MessageView } from '../../domain/messages/message-view';
import { UserText } from '../components/user-text';
import { displayLabel } from '../format/display-label';
import { labelTexts } from '../format/label-texts';
import type { View } from '../view/view';
import { messageTexts } from './message-texts';

/** The body of a message as WhatsApp shows it. All its text is user content. */
export function MessageBody({ view, content }: { view: View; content: MessageView }) {
  const t = messageTexts[view.language];
  const { media, header, text, footer, buttons, rows, unknown } = content;
  return (
    <>
      {media && (
        <p dir="auto">
          {displayLabel(labelTexts[view.language].messageKind, media.kind)} {media.about}
        </p>
      )}
      {header !== '' && (
        <p class="said header" dir="auto">
          {header}
        </p>
      )}
      {text !== '' && <UserText text={text} label={t.message} />}
      {unknown && (
        <p dir="auto">
          {t.unknown(unknown.name, unknown.language)}
          {unknown.parameters.length > 0 && `, ${t.parameters}: ${unknown.parameters.join(' · ')}`}
        </p>
      )}
      {footer !== '' && (
        <p dir="auto" class="said hint">
          {footer}
        </p>
      )}
      {buttons.length > 0 && (
        <ul class="chat-buttons" aria-label={t.choices}>
          {buttons.map((title) => (
            <li dir="auto">{title}</li>
          ))}
        </ul>
      )}
      {rows.length > 0 && (
        <ul class="chat-rows">
          {rows.map(({ title, description }) => (
            <li dir="auto">
              {title} {description !== '' && <span class="hint">{description}</span>}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
