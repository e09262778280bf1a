import type { StoryRows } from '../../../../../db/request-pages';
import { keyOfAddress } from '../../../../../domain/customers/identity';
import { cloudPayload } from '../../../../../domain/messages/cloud-payload';
import type { OutgoingMessage } from '../../../../../domain/messages/outgoing-message';
import { shownIncoming } from '../../../../../domain/messages/shown-incoming';
import { type ShownMessage, shownMessage } from '../../../../../domain/messages/shown-message';
import type { StoryEntry } from '../../../../../domain/requests/story-of';
import { MessageBubble } from '../../layout/message-bubble';
import type { View } from '../../layout/view';
import { MessageTicks } from './message-ticks';
import { storyTexts } from './texts';

type Linked = NonNullable<StoryEntry['message']>;

function shownOf({ row }: Linked, templates: StoryRows['templates']): ShownMessage {
  if (row.direction === 'in') return shownIncoming(row);
  const { address, messageId } = row;
  const message = row.content as OutgoingMessage;
  return shownMessage(cloudPayload({ address, messageId, answers: null, message }), templates);
}

/** A message of the story, with its ticks if it went out. */
export function StoryMessage({
  view,
  message,
  templates,
}: {
  view: View;
  message: Linked;
  templates: StoryRows['templates'];
}) {
  const t = storyTexts[view.language];
  const { row } = message;
  return (
    <div class="phone">
      <p class="hint">
        {row.direction === 'out' ? t.to : t.from} <bdi>{keyOfAddress(row.address)}</bdi>
      </p>
      <MessageBubble
        view={view}
        from={row.direction === 'out' ? 'shop' : 'customer'}
        kind={row.kind}
        shown={view.may('users:read') ? shownOf(message, templates) : null}
      />
      {row.direction === 'out' && <MessageTicks view={view} message={message} />}
    </div>
  );
}
