import { type ChatEntry } from '../../../../../domain/flows/simulate/chat-of';
import { Time } from '../../layout/time';
import type { View } from '../../layout/view';
import { simulatorTexts } from './texts';

type OfShop = Extract<ChatEntry, { from: 'shop' }>;

const MOST_SHOWN = 200;

function Shown({ view, entry }: { view: View; entry: OfShop }) {
  const t = simulatorTexts[view.language];
  const { media, header, text, footer, buttons, rows, unknown } = entry;
  const kinds: Record<string, string> = t.kinds;
  return (
    <>
      {media && (
        <p class="media" dir="auto">
          {kinds[media.kind] ?? media.kind} {media.about}
        </p>
      )}
      {header !== '' && (
        <p dir="auto">
          <strong>{header}</strong>
        </p>
      )}
      {text !== '' && <p dir="auto">{text}</p>}
      {unknown && (
        <p dir="auto" class="unknown">
          {t.unknown(unknown.name, unknown.language)}
          {unknown.parameters.length > 0 && `, ${t.parameters}: ${unknown.parameters.join(' · ')}`}
        </p>
      )}
      {footer !== '' && (
        <p dir="auto" class="hint">
          {footer}
        </p>
      )}
      {buttons.length > 0 && (
        <ul class="chat-buttons">
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

/** Both sides of a simulated conversation, as on the customer's phone: their own messages at the right. */
export function Chat({ view, chat }: { view: View; chat: ChatEntry[] }) {
  const t = simulatorTexts[view.language];
  const kinds: Record<string, string> = t.kinds;
  if (chat.length === 0) return <p>{t.noChat}</p>;
  return (
    <>
      <ol class="chat">
        {chat.slice(0, MOST_SHOWN).map((entry) => (
          <li class={entry.from}>
            <span class="visually-hidden">{entry.from === 'shop' ? t.shop : t.theCustomer}: </span>
            {entry.from === 'shop' ? (
              <Shown view={view} entry={entry} />
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
