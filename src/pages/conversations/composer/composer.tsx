import type { ConversationRow, ConversationRows } from '../../../db/pages/conversation-pages';
import { SERVICE_WINDOW_MS } from '../../../shared/time/service-window';
import { FormToken } from '../../forms/form-token';
import type { View } from '../../view/view';
import { ListFields, type ListQuery } from '../list/list-query';
import { Attachment } from './attachment';
import { composerTexts } from './composer-texts';
import { NoteForm } from './note-form';
import { Others } from './others';
import { QuickReplyMenu } from './quick-reply-menu';
import { TemplateChooser } from './template-chooser';
import { WindowState } from './window-state';

/** A message that was not sent: why, by error code, and its text. */
export type UnsentDraft = { code: string; text: string; clientId: string };

/** Returns why nobody can write to the customer, or null. */
function obstacle(view: View, rows: ConversationRows, { owner }: ConversationRow): string | null {
  const t = composerTexts[view.language];
  if (!rows.channel) return t.channelGone;
  if (owner === 'other_app') return t.otherApp;
  return rows.isOptedOut ? t.optedOut : null;
}

/** Where a person writes: free text while the window is open, templates at any time, notes, files. */
export function Composer({
  view,
  rows,
  conversation,
  query,
  draft,
  now,
}: {
  view: View;
  rows: ConversationRows;
  conversation: ConversationRow;
  query: ListQuery;
  draft: UnsentDraft | null;
  now: number;
}) {
  const t = composerTexts[view.language];
  const { conversationId, lastInboundAt, lastMessageId } = conversation;
  const path = `/account/profile/conversations/${conversationId}`;
  const stopped = obstacle(view, rows, conversation);
  const note = <NoteForm view={view} path={path} query={query} />;
  if (stopped !== null) {
    return (
      <section id="composer" class="composer" aria-label={t.title}>
        <p class="notice warn">{stopped}</p>
        <div class="tools">{note}</div>
      </section>
    );
  }
  const closesAt = lastInboundAt === 0 ? null : lastInboundAt + SERVICE_WINDOW_MS;
  const lastSeen = <input type="hidden" name="last_seen" value={lastMessageId ?? ''} />;
  const isOpen = closesAt !== null && closesAt > now;
  return (
    <section id="composer" class={isOpen ? 'composer' : 'composer closed'} aria-label={t.title}>
      <WindowState view={view} closesAt={closesAt} now={now} />
      {rows.channel !== undefined && rows.channel.brokenAt !== null && <p class="notice warn">{t.channelBroken}</p>}
      <p
        id="unsent"
        class="notice bad"
        role={draft === null ? undefined : 'alert'}
        hidden={draft === null}
        data-network={t.error.network}
        data-other={t.error.other}
      >
        {draft === null ? '' : (t.error[draft.code] ?? t.error.other)}
      </p>
      <Others
        view={view}
        rows={rows}
        conversation={conversation}
        isLate={draft?.code === 'conversation_changed'}
        now={now}
      />
      <form method="post" action={`${path}/messages`} id="free" data-draft={conversationId}>
        <FormToken view={view} />
        {lastSeen}
        <input type="hidden" name="client_id" value={draft?.clientId ?? crypto.randomUUID()} />
        <ListFields query={query} />
        <label for="text" class="visually-hidden">
          {t.text}
        </label>
        <textarea id="text" name="text" rows={2} maxlength={4_096} required placeholder={t.placeholder} dir="auto">
          {draft?.text ?? ''}
        </textarea>
        <button
          id="send"
          disabled={!isOpen}
          aria-keyshortcuts="Control+Enter"
          title={t.sendKeys}
          data-send={t.send}
          data-anyway={t.sendAnyway}
        >
          {draft?.code === 'conversation_changed' ? t.sendAnyway : t.send}
        </button>
      </form>
      <div class="tools">
        <QuickReplyMenu view={view} replies={rows.quickReplies} />
        <TemplateChooser
          view={view}
          path={path}
          query={query}
          lastSeen={lastSeen}
          templates={rows.templates}
          isNeeded={!isOpen}
        />
        {isOpen && <Attachment view={view} path={path} query={query} />}
        {note}
      </div>
    </section>
  );
}
