import { EMPTY_MESSAGE_VIEW } from '../../../domain/messages/message-view';
import { type ChatEntry, chatOf } from '../../../domain/simulation/chat-of';
import type { FlowPreview } from '../../../domain/simulation/preview-flow';
import type { Language } from '../../../shared/text/language';
import { formatDuration } from '../../format/format-duration';
import { MessageBubble } from '../../messages/message-bubble';
import type { View } from '../../view/view';
import { previewTexts } from './preview-texts';

const MINUTE_MS = 60_000;

function timeSince(language: Language, ms: number): string {
  const t = previewTexts[language];
  return ms < MINUTE_MS ? t.atStart : t.after(formatDuration(language, ms));
}

/** The chat of a simulated run, as the customer reads it; times count from its first message. */
export function ChatPreview({ view, preview, max }: { view: View; preview: FlowPreview; max?: number }) {
  const t = previewTexts[view.language];
  const chat = chatOf(preview.transcript, preview.templates).slice(0, max ?? 20);
  const [first] = chat;
  if (!first) return <p class="hint">{t.noMessage}</p>;
  return (
    <ol class="chat phone">
      {chat.map((entry: ChatEntry) => (
        <li>
          <MessageBubble
            view={view}
            from={entry.from}
            kind={entry.from === 'customer' ? entry.kind : (entry.media?.kind ?? 'text')}
            content={entry.from === 'shop' ? entry : { ...EMPTY_MESSAGE_VIEW, text: entry.text ?? '' }}
          >
            <p class="hint">{timeSince(view.language, entry.at - first.at)}</p>
          </MessageBubble>
        </li>
      ))}
    </ol>
  );
}
