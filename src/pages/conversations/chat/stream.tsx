import type { ConversationRows } from '../../../db/pages/conversation-pages';
import type { StreamItem } from '../../../domain/conversations/read-conversations';
import { cursorAfter } from '../../../http/request/pagination';
import { formatDay } from '../../format/format-clock';
import type { View } from '../../view/view';
import { conversationTexts } from '../conversation-texts';
import { conversationPath, type ListQuery } from '../list/list-query';
import { StreamEntry } from './stream-entry';
import { StreamMessage } from './stream-message';

const DAY_MS = 86_400_000;

/** The messages, notes and changes of a conversation, the oldest first, under the days on which they happened. */
export function Stream({
  view,
  rows,
  items,
  conversationId,
  query,
  earlier,
  isLatest,
  now,
}: {
  view: View;
  rows: ConversationRows;
  /** The newest first. */
  items: StreamItem[];
  conversationId: string;
  query: ListQuery;
  earlier: string | null;
  isLatest: boolean;
  now: number;
}) {
  const t = conversationTexts[view.language];
  const path = conversationPath(conversationId, query);
  const dayOf = (item: StreamItem): string => {
    const day = formatDay(view, item.createdAt);
    if (day === formatDay(view, now)) return t.today;
    return day === formatDay(view, now - DAY_MS) ? t.yesterday : day;
  };
  const oldestFirst = items.toReversed();
  return (
    <div id="stream" class="stream" role="region" tabindex={0} aria-label={t.messages}>
      {earlier !== null && (
        <p class="more">
          <a href={`${path}&before=${cursorAfter(earlier)}`}>{t.earlier}</a>
        </p>
      )}
      <ol>
        {oldestFirst.map((item, i) => {
          const before = oldestFirst[i - 1];
          const day = dayOf(item);
          return (
            <>
              {(!before || dayOf(before) !== day) && (
                <li class="day">
                  <span>{day}</span>
                </li>
              )}
              {'messageId' in item ? (
                <StreamMessage view={view} rows={rows} message={item} conversationId={conversationId} now={now} />
              ) : (
                <StreamEntry view={view} rows={rows} entry={item} />
              )}
            </>
          );
        })}
      </ol>
      {!isLatest && (
        <p class="more">
          <a href={path}>{t.latest}</a>
        </p>
      )}
    </div>
  );
}
