import type { ConversationRow, ConversationRows } from '../../../db/pages/conversation-pages';
import { TYPING_MS } from '../../../domain/conversations/send/announce-typing';
import type { View } from '../../view/view';
import { authorName } from '../people';
import { waitingTime } from '../waiting-time';
import { composerTexts } from './composer-texts';

/** Authors whose message is no answer of a colleague. */
const NO_COLLEAGUE = ['customer', 'flow', 'system'];

/**
 * What others do in the conversation: who types, who has answered, who has taken it over. The script of the page shows the last two if
 * they happen while a person writes.
 */
export function Others({
  view,
  rows,
  conversation,
  isLate,
  now,
}: {
  view: View;
  rows: ConversationRows;
  conversation: ConversationRow;
  /** A message was not sent, because somebody else has answered. */
  isLate: boolean;
  now: number;
}) {
  const t = composerTexts[view.language];
  const { own } = view;
  const { typing, assignee, lastMessageId } = conversation;
  const answers = rows.stream.messages.filter(
    ({ direction, author }) =>
      direction === 'out' && author !== null && author !== own && !NO_COLLEAGUE.includes(author),
  );
  const answer = answers[0];
  const typers = Object.entries(typing ?? {})
    .map(([actor, at]) => ({ actor, left: at + TYPING_MS - now, at }))
    .filter(({ actor, left, at }) => {
      const answered = answers.find(({ author }) => author === actor);
      return actor !== own && left > 0 && (answered?.createdAt ?? 0) < at;
    });
  return (
    <div id="others" data-last={lastMessageId ?? ''} data-assignee={assignee ?? ''}>
      {typers.map(({ actor, left }) => (
        <p class="notice typing" data-left-ms={String(left)}>
          <bdi>{authorName(view, actor, rows)}</bdi> {t.typing}
        </p>
      ))}
      {answer?.author && (
        <p class="notice warn answered" data-answer={answer.messageId} hidden={!isLate}>
          <bdi>{authorName(view, answer.author, rows)}</bdi>{' '}
          {t.answered(waitingTime(view.language, answer.createdAt, now))}
        </p>
      )}
      {assignee !== null && assignee !== own && (
        <p class="notice warn taken" hidden>
          <bdi>{authorName(view, assignee, rows)}</bdi> {t.tookOver}
        </p>
      )}
    </div>
  );
}
