import type { ConversationListRows, ConversationRow } from '../../../db/pages/conversation-pages';
import { displayPhone } from '../../format/display-phone';
import { formatClock, formatShortTime } from '../../format/format-clock';
import type { View } from '../../view/view';
import { conversationTexts } from '../conversation-texts';
import { OwnerTag } from '../owner-tag';
import { waitingTime } from '../waiting-time';
import { conversationPath, type ListQuery } from './list-query';
import { previewOf } from './preview-of';

const DAY_MS = 86_400_000;

/** A conversation in the list: who, the last message, how long the customer has waited, who answers. */
export function ConversationItem({
  view,
  rows,
  conversation,
  query,
  isOpen,
  now,
}: {
  view: View;
  rows: ConversationListRows;
  conversation: ConversationRow;
  query: ListQuery;
  isOpen: boolean;
  now: number;
}) {
  const t = conversationTexts[view.language];
  const { conversationId, name, userKey, waitingSince, state, lastAt, owner, assignee, hasFlow } = conversation;
  // A conversation that is open has been read.
  const unread = isOpen ? 0 : conversation.unread;
  const last = rows.lastMessages.find(({ messageId }) => messageId === conversation.lastMessageId);
  const channel = rows.channels.find(({ channelId }) => channelId === conversation.channelId);
  return (
    <li>
      <a
        href={conversationPath(conversationId, query)}
        id={`item-${conversationId}`}
        class={unread > 0 ? 'item unread' : 'item'}
        aria-current={isOpen ? 'page' : undefined}
      >
        <span class="who">
          <bdi>{name ?? displayPhone(view, userKey)}</bdi>
          {unread > 0 && (
            <span class="count">
              {unread}
              <span class="visually-hidden"> {t.unread(unread)}</span>
            </span>
          )}
          <time datetime={new Date(lastAt).toISOString()}>
            {now - lastAt < DAY_MS ? formatClock(view, lastAt) : formatShortTime(view, lastAt)}
          </time>
        </span>
        <span class="preview">
          {last?.direction === 'out' && <span aria-hidden="true">↪ </span>}
          <bdi>{last ? previewOf(last, view.language) : t.noMessage}</bdi>
        </span>
        <span class="tags">
          {waitingSince !== null && state === 'open' && (
            <span class="tag waits">{t.waits(waitingTime(view.language, waitingSince, now))}</span>
          )}
          {state !== 'open' && <span class="tag">{t.state[state]}</span>}
          {(waitingSince === null || owner !== null || assignee !== null || hasFlow === 1) && (
            <OwnerTag view={view} rows={rows} conversation={conversation} />
          )}
          {rows.channels.length > 1 && channel && (
            <span class="tag">
              <bdi>{channel.name}</bdi>
            </span>
          )}
        </span>
      </a>
    </li>
  );
}
