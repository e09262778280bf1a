import type { Template } from '../../db/channels/templates';
import type { Transcript } from '../flows/engine/transcript';
import { type MessageView, messageView } from '../messages/message-view';

/** `text` is null for a customer's message without text, such as a photo; `kind` says what it is. */
export type ChatEntry =
  | ({ from: 'shop'; at: number; step: string; category: string } & MessageView)
  | { from: 'customer'; at: number; kind: string; text: string | null };

/** Returns the messages of both sides of a simulated run in their order, as the customer sees them on their phone. */
export function chatOf(
  { messages, replies }: Pick<Transcript, 'messages' | 'replies'>,
  templates: Pick<Template, 'name' | 'language' | 'components'>[],
): ChatEntry[] {
  // A message at the instant of a reply is the flow's answer to it, so replies come first.
  return [
    ...replies.map(({ at, kind, text }): ChatEntry => ({ from: 'customer', at, kind, text })),
    ...messages.map(
      ({ at, step, category, payload }): ChatEntry => ({
        from: 'shop',
        at,
        step,
        category,
        ...messageView(payload, templates),
      }),
    ),
  ].toSorted((a, b) => a.at - b.at);
}
