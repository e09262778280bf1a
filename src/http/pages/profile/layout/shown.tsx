import type { ShownMessage } from '../../../../domain/messages/shown-message';
import { Said } from './said';
import { shownTexts } from './shown-texts';
import type { View } from './view';
import { wordOf } from './word-of';
import { wordTexts } from './word-texts';

/** A message as its reader sees it on their phone: every text of it is a stranger's. */
export function Shown({ view, shown }: { view: View; shown: ShownMessage }) {
  const t = shownTexts[view.language];
  const { media, header, text, footer, buttons, rows, unknown } = shown;
  return (
    <>
      {media && (
        <p dir="auto">
          {wordOf(wordTexts[view.language].messageKind, media.kind)} {media.about}
        </p>
      )}
      {header !== '' && (
        <p class="said header" dir="auto">
          {header}
        </p>
      )}
      {text !== '' && <Said text={text} label={t.message} />}
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
