import type { ShownMessage } from '../../../../../domain/messages/shown-message';
import { Shown } from '../../layout/shown';
import type { View } from '../../layout/view';
import { wordOf } from '../../layout/word-of';
import { wordTexts } from '../../layout/word-texts';
import { storyTexts } from './texts';

/** A message as its receiver sees it; `shown` is null where the key may not read it. */
export function MessageBubble({
  view,
  direction,
  kind,
  shown,
}: {
  view: View;
  direction: 'in' | 'out';
  kind: string;
  shown: ShownMessage | null;
}) {
  const t = storyTexts[view.language];
  const words = wordOf(wordTexts[view.language].messageKind, kind);
  if (shown === null) {
    return (
      <div class={`bubble ${direction}`}>
        <p class="hint">
          {words}. {t.hidden}
        </p>
      </div>
    );
  }
  const hasText = shown.text !== '' || shown.header !== '' || shown.unknown !== null;
  return (
    <div class={`bubble ${direction}`}>
      {(kind !== 'text' || !hasText) && (
        <p class="hint">
          <bdi>{words}</bdi>
          {!hasText && ` · ${t.noText}`}
        </p>
      )}
      <Shown view={view} shown={shown} />
    </div>
  );
}
