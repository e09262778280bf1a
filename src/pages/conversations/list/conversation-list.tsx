import type { ConversationListRows } from '../../../db/pages/conversation-pages';
import { CONVERSATION_TABS } from '../../../domain/conversations/load-conversation-pages';
import type { View } from '../../view/view';
import { conversationTexts } from '../conversation-texts';
import { ConversationItem } from './conversation-item';
import { type ListQuery, listPath } from './list-query';
import { withoutFoundPhones } from './without-found-phones';

/** The conversations of a tab, or those that a search found, as links; `open` is the one that is shown beside the list. */
export function ConversationList({
  view,
  rows,
  query,
  cursor,
  open,
  now,
  nextCursor,
}: {
  view: View;
  rows: ConversationListRows;
  query: ListQuery;
  cursor: string | null;
  open: string | null;
  now: number;
  nextCursor: string | null;
}) {
  const t = conversationTexts[view.language];
  const { tab, search } = query;
  const listed = withoutFoundPhones(view, search, rows.listed.rows);
  return (
    <section id="conversation-list" class="inbox-list" aria-labelledby="list-title">
      <h2 id="list-title" class="visually-hidden">
        {search === null ? t.tab[tab] : t.search.results}
      </h2>
      <nav class="tabs" aria-label={t.lists}>
        {CONVERSATION_TABS.map((each) => (
          <a
            href={listPath({ tab: each, search: null })}
            aria-current={each === tab && search === null ? 'true' : undefined}
          >
            {t.tab[each]}
            {each === 'waiting' && rows.waiting > 0 && (
              <span class="count">{rows.waiting > 99 ? '99+' : rows.waiting}</span>
            )}
          </a>
        ))}
      </nav>
      {search !== null && (
        <p class="found hint">
          {t.search.of} <bdi>{search}</bdi>
        </p>
      )}
      {listed.length === 0 ? (
        <p class="empty">{search === null ? t.none[tab] : t.search.none}</p>
      ) : (
        <ul>
          {listed.map((conversation) => (
            <ConversationItem
              view={view}
              rows={rows}
              conversation={conversation}
              query={query}
              isOpen={conversation.conversationId === open}
              now={now}
            />
          ))}
        </ul>
      )}
      {(nextCursor !== null || cursor !== null) && (
        <p class="pages">
          {cursor !== null && <a href={listPath(query)}>{t.first}</a>}
          {nextCursor !== null && (
            <a rel="next" href={listPath(query, nextCursor)}>
              {t.older}
            </a>
          )}
        </p>
      )}
    </section>
  );
}
