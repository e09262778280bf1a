import type { ConversationListRows } from '../../../db/conversation-pages';
import { CONVERSATION_TABS, type ConversationTab } from '../../../domain/conversations/load-conversation-pages';
import type { View } from '../../view/view';
import { conversationTexts } from '../conversation-texts';
import { ConversationItem } from './conversation-item';

export type ConversationQuery = { tab: ConversationTab; cursor: string | null };

/** Returns the address of a page of the list. */
export const listPath = (tab: ConversationTab, cursor: string | null = null): string =>
  `/account/profile/conversations?${new URLSearchParams({ tab, ...(cursor === null ? {} : { cursor }) }).toString()}`;

/** The conversations of a tab, as links; `open` is the one that is shown beside the list. */
export function ConversationList({
  view,
  rows,
  query: { tab, cursor },
  open,
  now,
  nextCursor,
}: {
  view: View;
  rows: ConversationListRows;
  query: ConversationQuery;
  open: string | null;
  now: number;
  nextCursor: string | null;
}) {
  const t = conversationTexts[view.language];
  return (
    <section id="conversation-list" class="inbox-list" aria-labelledby="list-title">
      <h2 id="list-title" class="visually-hidden">
        {t.tab[tab]}
      </h2>
      <nav class="tabs" aria-label={t.lists}>
        {CONVERSATION_TABS.map((each) => (
          <a href={listPath(each)} aria-current={each === tab ? 'true' : undefined}>
            {t.tab[each]}
            {each === 'waiting' && rows.waiting > 0 && (
              <span class="count">{rows.waiting > 99 ? '99+' : rows.waiting}</span>
            )}
          </a>
        ))}
      </nav>
      {rows.listed.rows.length === 0 ? (
        <p class="empty">{t.none[tab]}</p>
      ) : (
        <ul>
          {rows.listed.rows.map((conversation) => (
            <ConversationItem
              view={view}
              rows={rows}
              conversation={conversation}
              tab={tab}
              isOpen={conversation.conversationId === open}
              now={now}
            />
          ))}
        </ul>
      )}
      {(nextCursor !== null || cursor !== null) && (
        <p class="pages">
          {cursor !== null && <a href={listPath(tab)}>{t.first}</a>}
          {nextCursor !== null && (
            <a rel="next" href={listPath(tab, nextCursor)}>
              {t.older}
            </a>
          )}
        </p>
      )}
    </section>
  );
}
