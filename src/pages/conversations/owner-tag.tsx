import type { ConversationListRows, ConversationRow } from '../../db/pages/conversation-pages';
import type { View } from '../view/view';
import { conversationTexts } from './conversation-texts';
import { assigneeName } from './people';

/** Who answers a conversation: the person whom it is assigned to, or else what kind of owner it has. */
export function OwnerTag({
  view,
  rows,
  conversation: { owner, hasFlow, assignee },
}: {
  view: View;
  rows: ConversationListRows;
  conversation: ConversationRow;
}) {
  const t = conversationTexts[view.language];
  return (
    <span class="tag">
      {assignee === null || owner === 'other_app' ? (
        t.owner[owner ?? (hasFlow === 1 ? 'flow' : 'nobody')]
      ) : (
        <>
          {t.assignedTo} <bdi>{assigneeName(view, assignee, rows)}</bdi>
        </>
      )}
    </span>
  );
}
