import type { Child } from 'hono/jsx';
import type { ShownMessage } from '../../../../domain/messages/shown-message';
import { Shown } from './shown';
import { shownTexts } from './shown-texts';
import type { View } from './view';
import { wordOf } from './word-of';
import { wordTexts } from './word-texts';

/** Of these the text and the buttons say all there is. */
const PLAIN = ['text', 'buttons', 'list', 'button', 'interactive'];

/**
 * A message as the customer sees it on their phone, their own at the right; `shown` is null where the key may not read
 * it. Its kind is named where nothing that is shown tells it.
 */
export function MessageBubble({
  view,
  from,
  kind,
  shown,
  children,
}: {
  view: View;
  from: 'shop' | 'customer';
  kind: string;
  shown: ShownMessage | null;
  children?: Child;
}) {
  const t = shownTexts[view.language];
  const hasText = shown !== null && (shown.text !== '' || shown.header !== '' || shown.unknown !== null);
  const isTold = shown?.media?.kind === kind || (hasText && PLAIN.includes(kind)) || (shown?.unknown ?? null) !== null;
  return (
    <div class={`bubble ${from}`}>
      <span class="visually-hidden">{t.from[from]}: </span>
      {!isTold && (
        <p class="hint">
          <bdi>{wordOf(wordTexts[view.language].messageKind, kind)}</bdi>
          {shown !== null && !hasText && ` · ${t.noText}`}
        </p>
      )}
      {shown === null ? <p class="hint">{t.hidden}</p> : <Shown view={view} shown={shown} />}
      {children}
    </div>
  );
}
