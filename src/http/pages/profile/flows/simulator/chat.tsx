import { NOTHING_SHOWN } from '../../../../../domain/messages/shown-message';
import type { ChatEntry } from '../../../../../domain/simulation/chat-of';
import { MessageBubble } from '../../layout/message-bubble';
import { Time } from '../../layout/time';
import type { View } from '../../layout/view';
import { wordOf } from '../../layout/word-of';
import { simulatorTexts } from './texts';

const MOST_MESSAGES = 200;

/** Both sides of a simulated conversation. */
export function Chat({ view, chat }: { view: View; chat: ChatEntry[] }) {
  const t = simulatorTexts[view.language];
  if (chat.length === 0) return <p>{t.noChat}</p>;
  return (
    <>
      <ol class="chat phone">
        {chat.slice(0, MOST_MESSAGES).map((entry) => (
          <li>
            <MessageBubble
              view={view}
              from={entry.from}
              kind={entry.from === 'customer' ? entry.kind : (entry.media?.kind ?? 'text')}
              shown={entry.from === 'shop' ? entry : { ...NOTHING_SHOWN, text: entry.text ?? '' }}
            >
              <p class="hint">
                <Time view={view} ms={entry.at} />
                {entry.from === 'shop' && (
                  <>
                    {' '}
                    · <bdi>{entry.step}</bdi> · {wordOf(t.category, entry.category)}
                  </>
                )}
              </p>
            </MessageBubble>
          </li>
        ))}
      </ol>
      {chat.length > MOST_MESSAGES && <p class="hint">{t.more100(chat.length - MOST_MESSAGES)}</p>}
    </>
  );
}
