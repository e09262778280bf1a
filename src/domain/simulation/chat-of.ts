import type { Template } from '../../db/templates';
import { type MessageView, messageView } from '../messages/message-view';
import type { Transcript } from './simulation-types';

/** `text` is null where the customer sent something that has none, such as a photo: `kind` says what. */
export type ChatEntry =
  | ({ from: 'shop'; at: number; step: string; category: string } & MessageView)
  | { from: 'customer'; at: number; kind: string; text: string | null };

/** A simulated run as the customer sees it on their phone: all messages of both sides, in their order. */
export function chatOf(
  { messages, replies }: Pick<Transcript, 'messages' | 'replies'>,
  templates: Pick<Template, 'name' | 'language' | 'components'>[],
): ChatEntry[] {
  // What comes at the instant of a reply is what the flow says to it.
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
