import type { Message } from '../../db/messages/messages';
import type { JsonObject } from '../../shared/json/json';
import { objectOrEmpty, textOrNull } from '../../shared/json/read-json';
import { contentOf } from '../messages/message-content';

/** A message that only changes another one: `changed` is Meta's id of that one, or ours. */
export type MessageChange = Pick<Message, 'direction' | 'author' | 'kind' | 'content' | 'createdAt'> & {
  changed: string;
};

export type Reaction = { emoji: string; author: string; at: number };
/** A message as WhatsApp shows it after reactions, edits and deletions. */
export type ChangedMessage = {
  content: JsonObject;
  reactions: Reaction[];
  editedAt: number | null;
  deletedAt: number | null;
};

const sideOf = ({ author, direction }: Pick<Message, 'author' | 'direction'>): string =>
  author ?? (direction === 'in' ? 'customer' : 'flow');

/** Returns the last reaction of each side, customer and business, unless it was taken back. */
function reactionsOf(changes: MessageChange[]): Reaction[] {
  const last = new Map<Message['direction'], Reaction>();
  for (const { kind, direction, author, content, createdAt } of changes) {
    if (kind !== 'reaction') continue;
    const emoji = textOrNull(content.emoji);
    if (emoji === null) last.delete(direction);
    else last.set(direction, { emoji, author: sideOf({ author, direction }), at: createdAt });
  }
  return [...last.values()];
}

/**
 * Applies changes, in the order of their times, to a message. Only the side that wrote it can edit or delete it. The content of a
 * deleted message is kept: a flow may have used it.
 */
export function applyChanges(
  { messageId, wamid, direction, content }: Pick<Message, 'messageId' | 'wamid' | 'direction' | 'content'>,
  changes: MessageChange[],
): ChangedMessage {
  const own = changes.filter(({ changed }) => changed === wamid || changed === messageId);
  const bySender = own.filter((change) => change.direction === direction);
  const edit = bySender.findLast(({ kind }) => kind === 'edit');
  const edited = edit && contentOf(objectOrEmpty(edit.content.message)).content;
  return {
    content: edited ? { ...content, ...edited } : content,
    reactions: reactionsOf(own),
    editedAt: edit?.createdAt ?? null,
    deletedAt: bySender.find(({ kind }) => kind === 'revoke')?.createdAt ?? null,
  };
}
