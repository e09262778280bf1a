import type { ConversationEntry } from '../../../db/conversations/conversation-statements';
import type { ConversationRows } from '../../../db/pages/conversation-pages';
import { textOrEmpty, textOrNull } from '../../../shared/json/read-json';
import { UserText } from '../../components/user-text';
import { formatClock, formatShortTime } from '../../format/format-clock';
import type { View } from '../../view/view';
import { conversationTexts } from '../conversation-texts';
import { assigneeName, authorName } from '../people';

/** Returns what a change did, in words. */
function changeText(view: View, rows: ConversationRows, { kind, author, detail }: ConversationEntry): string {
  const t = conversationTexts[view.language].entry;
  const who = authorName(view, author, rows);
  if (kind === 'owner') {
    if (detail.owner === 'other_app') return t.otherApp;
    if (detail.owner === 'person') return author === 'flow' ? t.handedOver : t.taken(who);
    return author === 'flow' ? t.resumed : t.givenBack(who);
  }
  if (kind === 'assignee') {
    const to = textOrNull(detail.assignee);
    return to === null ? t.unassigned(who) : t.assigned(who, assigneeName(view, to, rows));
  }
  if (detail.state === 'snoozed') {
    const until = typeof detail.snoozed_until === 'number' ? formatShortTime(view, detail.snoozed_until) : '';
    return t.snoozed(who, until);
  }
  return detail.state === 'done' ? t.done(who) : t.opened(who);
}

/** A note, or a change of owner, state or assignee as a quiet line. */
export function StreamEntry({ view, rows, entry }: { view: View; rows: ConversationRows; entry: ConversationEntry }) {
  const t = conversationTexts[view.language];
  const time = <time datetime={new Date(entry.createdAt).toISOString()}>{formatClock(view, entry.createdAt)}</time>;
  if (entry.kind !== 'note') {
    return (
      <li class="change">
        <bdi>{changeText(view, rows, entry)}</bdi> · {time}
      </li>
    );
  }
  return (
    <li class="note">
      <p class="by">
        {t.noteLabel} · <bdi>{authorName(view, entry.author, rows)}</bdi> · {time}
      </p>
      <UserText text={textOrEmpty(entry.detail.text)} label={t.noteLabel} />
    </li>
  );
}
