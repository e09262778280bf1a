import type { StoryRows } from '../../../db/request-pages';
import { userKeyOfAddress } from '../../../domain/customers/identity';
import type { RequestStoryEntry } from '../../../domain/requests/story-of';
import { displayPhone } from '../../format/display-phone';
import { MessageBubble } from '../../messages/message-bubble';
import { viewOfMessage } from '../../messages/view-of-message';
import type { View } from '../../view/view';
import { MessageTicks } from './message-ticks';
import { storyTexts } from './story-texts';

type StoryMessageLink = NonNullable<RequestStoryEntry['message']>;

/** A message of the story; an outgoing one has its ticks. */
export function StoryMessage({
  view,
  message,
  templates,
}: {
  view: View;
  message: StoryMessageLink;
  templates: StoryRows['templates'];
}) {
  const t = storyTexts[view.language];
  const { row } = message;
  return (
    <div class="phone">
      <p class="hint">
        {row.direction === 'out' ? t.to : t.from} <bdi>{displayPhone(view, userKeyOfAddress(row.address))}</bdi>
      </p>
      <MessageBubble
        view={view}
        from={row.direction === 'out' ? 'shop' : 'customer'}
        kind={row.kind}
        content={view.may('users:read') ? viewOfMessage(row, templates) : null}
      />
      {row.direction === 'out' && <MessageTicks view={view} message={message} />}
    </div>
  );
}
