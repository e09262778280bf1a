import { EMPTY_MESSAGE_VIEW } from '../../../domain/messages/message-view';
import type { ChatEntry } from '../../../domain/simulation/chat-of';
import { displayLabel } from '../../format/display-label';
import { Time } from '../../format/time';
import { MessageBubble } from '../../messages/message-bubble';
import type { View } from '../../view/view';
import { simulatorTexts } from './simulator-texts';

const MAX_MESSAGES = 200;

/** Both sides of a simulated conversation. */
export function SimulatedChat({ view, chat }: { view: View; chat: ChatEntry[] }) {
  const t = simulatorTexts[view.language];
  if (chat.length === 0) return <p>{t.noChat}</p>;
  return (
    <>
      <ol class="chat phone">
        {chat.slice(0, MAX_MESSAGES).map((entry) => (
          <li>
            <MessageBubble
              view={view}
              from={entry.from}
              kind={entry.from === 'customer' ? entry.kind : (entry.media?.kind ?? 'text')}
              content={entry.from === 'shop' ? entry : { ...EMPTY_MESSAGE_VIEW, text: entry.text ?? '' }}
            >
              <p class="hint">
                <Time view={view} ms={entry.at} />
                {entry.from === 'shop' && (
                  <>
                    {' '}
                    · <bdi>{entry.step}</bdi> · {displayLabel(t.category, entry.category)}
                  </>
                )}
              </p>
            </MessageBubble>
          </li>
        ))}
      </ol>
      {chat.length > MAX_MESSAGES && <p class="hint">{t.more100(chat.length - MAX_MESSAGES)}</p>}
    </>
  );
}
