import type { StoryRows } from '../../../db/pages/request-pages';
import type { RequestStoryEntry } from '../../../domain/requests/story-of';
import { Time } from '../../format/time';
import { MessageBubble } from '../../messages/message-bubble';
import { viewOfMessage } from '../../messages/view-of-message';
import type { View } from '../../view/view';
import { MessageTicks } from './message-ticks';

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
  const { row } = message;
  return (
    <div class="phone">
      <MessageBubble
        view={view}
        from={row.direction === 'out' ? 'shop' : 'customer'}
        kind={row.kind}
        content={view.may('users:read') ? viewOfMessage(row, templates) : null}
      />
      {row.direction === 'in' && (
        <p class="hint">
          <Time view={view} ms={row.createdAt} />
        </p>
      )}
      {row.direction === 'out' && <MessageTicks view={view} message={message} />}
    </div>
  );
}
