import type { ChatEntry } from '../../../../../domain/flows/simulate/chat-of';
import { Shown } from '../../layout/shown';
import { shownTexts } from '../../layout/shown-texts';
import { Time } from '../../layout/time';
import type { View } from '../../layout/view';
import { simulatorTexts } from './texts';

const MOST_SHOWN = 200;

/** Both sides of a simulated conversation, as on the customer's phone: their own messages at the right. */
export function Chat({ view, chat }: { view: View; chat: ChatEntry[] }) {
  const t = simulatorTexts[view.language];
  const kinds: Record<string, string> = shownTexts[view.language].kinds;
  if (chat.length === 0) return <p>{t.noChat}</p>;
  return (
    <>
      <ol class="chat">
        {chat.slice(0, MOST_SHOWN).map((entry) => (
          <li class={entry.from}>
            <span class="visually-hidden">{entry.from === 'shop' ? t.shop : t.theCustomer}: </span>
            {entry.from === 'shop' ? (
              <Shown view={view} shown={entry} />
            ) : (
              <p dir="auto">
                {kinds[entry.kind] !== undefined && <em>{kinds[entry.kind]} </em>}
                {entry.text ?? (kinds[entry.kind] === undefined ? entry.kind : '')}
              </p>
            )}
            <p class="hint">
              <Time view={view} ms={entry.at} />
              {entry.from === 'shop' && (
                <>
                  {' '}
                  · <bdi>{entry.step}</bdi> · {entry.category}
                </>
              )}
            </p>
          </li>
        ))}
      </ol>
      {chat.length > MOST_SHOWN && <p class="hint">{t.more100(chat.length - MOST_SHOWN)}</p>}
    </>
  );
}
