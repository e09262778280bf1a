import type { ConversationListRows, ConversationRow, ConversationRows } from '../../../db/pages/conversation-pages';
import { STREAM_SIZE } from '../../../domain/conversations/load-conversation-pages';
import { pageOfStream } from '../../../domain/conversations/read-conversations';
import { DoneNotice } from '../../components/done-notice';
import { Icon } from '../../components/icon';
import { displayPhone } from '../../format/display-phone';
import { formatShortTime } from '../../format/format-clock';
import { PageLayout } from '../../layout/page-layout';
import type { View } from '../../view/view';
import { ConversationActions } from '../chat/conversation-actions';
import { Stream } from '../chat/stream';
import { Composer, type UnsentDraft } from '../composer/composer';
import { conversationTexts } from '../conversation-texts';
import { HelpAndAlerts } from '../help-and-alerts';
import { ConversationList } from '../list/conversation-list';
import { type ListQuery, listPath } from '../list/list-query';
import { SearchForm } from '../list/search-form';
import { OwnerTag } from '../owner-tag';
import { SidePanel } from '../side/side-panel';

type InboxProps = { view: View; query: ListQuery; now: number; vapidKey: string | null };

/** Who the conversation is with, who answers, and what can be done with it. */
function ChatHead({
  view,
  rows,
  conversation,
  query,
}: {
  view: View;
  rows: ConversationRows;
  conversation: ConversationRow;
  query: ListQuery;
}) {
  const t = conversationTexts[view.language];
  const { name, userKey, state, snoozedUntil } = conversation;
  return (
    <header id="chat-head" class="chat-head">
      <a class="back" href={listPath(query)}>
        <Icon name="arrow-left" />
        <span class="visually-hidden">{t.back}</span>
      </a>
      <h2>
        <bdi>{name ?? displayPhone(view, userKey)}</bdi>
      </h2>
      <p class="tags">
        <OwnerTag view={view} rows={rows} conversation={conversation} />
        {state !== 'open' && (
          <span class="tag">
            {t.state[state]}
            {snoozedUntil !== null && ` ${t.snoozedUntil} ${formatShortTime(view, snoozedUntil)}`}
          </span>
        )}
      </p>
      <a class="to-side" href="#side">
        {t.details}
      </a>
      {view.may('messages:write') && (
        <ConversationActions view={view} rows={rows} conversation={conversation} query={query} />
      )}
    </header>
  );
}

/** The list of conversations. On a wide screen there is room for one beside it. */
export function InboxPage({
  view,
  query,
  now,
  rows,
  cursor,
  nextCursor,
  vapidKey,
}: InboxProps & { rows: ConversationListRows; cursor: string | null; nextCursor: string | null }) {
  const t = conversationTexts[view.language];
  return (
    <PageLayout view={view} title={t.title} navSection="conversations" news={rows} fillsScreen>
      <div class="inbox" data-inbox="">
        <div class="list-column" data-draft={t.draft}>
          <SearchForm view={view} query={query} />
          <ConversationList
            view={view}
            rows={rows}
            query={query}
            cursor={cursor}
            open={null}
            now={now}
            nextCursor={nextCursor}
          />
          <HelpAndAlerts view={view} vapidKey={vapidKey} />
        </div>
        <div class="chat nothing">
          <Icon name="message-circle" />
          <p>{t.choose}</p>
        </div>
      </div>
    </PageLayout>
  );
}

/** A conversation: the list, the chat, and what belongs to it. */
export function ConversationPage({
  view,
  query,
  now,
  rows,
  conversation,
  before,
  draft,
  done,
  vapidKey,
}: InboxProps & {
  rows: ConversationRows;
  conversation: ConversationRow;
  before: string | null;
  draft: UnsentDraft | null;
  done: string | undefined;
}) {
  const t = conversationTexts[view.language];
  const id = conversation.conversationId ?? '';
  const { rows: items, next } = pageOfStream(rows.stream, STREAM_SIZE);
  return (
    <PageLayout view={view} title={t.title} navSection="conversations" news={rows} fillsScreen>
      <div class="inbox chat-open" data-inbox="">
        <div class="list-column" data-draft={t.draft}>
          <SearchForm view={view} query={query} />
          <ConversationList view={view} rows={rows} query={query} cursor={null} open={id} now={now} nextCursor={null} />
          <HelpAndAlerts view={view} vapidKey={vapidKey} />
        </div>
        <div id="thread" class="chat">
          <ChatHead view={view} rows={rows} conversation={conversation} query={query} />
          <DoneNotice texts={t.doneNotice} code={done === 'sent' ? undefined : done} />
          <Stream
            view={view}
            rows={rows}
            items={items}
            conversationId={id}
            query={query}
            earlier={next}
            isLatest={before === null}
            now={now}
          />
          {view.may('messages:write') && (
            <Composer view={view} rows={rows} conversation={conversation} query={query} draft={draft} now={now} />
          )}
        </div>
        <SidePanel view={view} rows={rows} conversation={conversation} query={query} />
      </div>
    </PageLayout>
  );
}
