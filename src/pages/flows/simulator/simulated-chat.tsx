import { EMPTY_MESSAGE_VIEW } from '../../../domain/messages/message-view';
import type { ChatEntry } from '../../../domain/simulation/chat-of';
import type { OfferedChoice } from '../../../domain/simulation/offered-choices';
import { Time } from '../../format/time';
import { MessageBubble } from '../../messages/message-bubble';
import type { View } from '../../view/view';
import { simulatorTexts } from './simulator-texts';

const MAX_MESSAGES = 200;

const hasChoices = (entry: ChatEntry): boolean =>
  entry.from === 'shop' && (entry.buttons.length > 0 || entry.rows.length > 0);

/** The choices of a message as buttons of the form around it. */
const Choices = ({ offered }: { offered: OfferedChoice[] }) => (
  <div class="chat-choices">
    {offered.map(({ kind, id, title }) => (
      <button name="press" value={`${kind}:${id}`} class="quiet" dir="auto">
        {title}
      </button>
    ))}
  </div>
);

/** Both sides of a simulated chat. Those of `offered` can be pressed, in the last message that has choices. */
export function SimulatedChat({ view, chat, offered }: { view: View; chat: ChatEntry[]; offered: OfferedChoice[] }) {
  const t = simulatorTexts[view.language];
  if (chat.length === 0) return <p class="hint">{t.noChat}</p>;
  const shown = chat.slice(0, MAX_MESSAGES);
  const asking = offered.length === 0 ? undefined : shown.findLast(hasChoices);
  return (
    <>
      <ol class="chat phone">
        {shown.map((entry) => {
          const isAsking = entry === asking;
          const content = entry.from === 'shop' ? entry : { ...EMPTY_MESSAGE_VIEW, text: entry.text ?? '' };
          return (
            <li>
              <MessageBubble
                view={view}
                from={entry.from}
                kind={entry.from === 'customer' ? entry.kind : (entry.media?.kind ?? 'text')}
                content={isAsking ? { ...content, buttons: [], rows: [] } : content}
              >
                <p class="hint">
                  <Time view={view} ms={entry.at} />
                </p>
                {isAsking && <Choices offered={offered} />}
              </MessageBubble>
            </li>
          );
        })}
      </ol>
      {chat.length > MAX_MESSAGES && <p class="hint">{t.more100(chat.length - MAX_MESSAGES)}</p>}
    </>
  );
}
