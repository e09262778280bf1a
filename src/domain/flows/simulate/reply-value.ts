import type { JsonObject } from '../../../shared/json';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import { carryRequest } from '../../messages/payload-id';
import type { SimulatedReply } from './scenario';

const MEDIA = new Set(['image', 'video', 'audio', 'document', 'sticker']);

/** What the button or the row is called that the customer sees; a template's is known to Meta only, so its id stands for it. */
function titleOf(id: string, { text }: SimulatedReply, answered: OutgoingMessage | null): string {
  const choices =
    answered?.kind === 'buttons'
      ? answered.buttons
      : answered?.kind === 'list'
        ? answered.sections.flatMap(({ rows }) => rows)
        : [];
  return text ?? choices.find((choice) => choice.id.endsWith(`.${id}`))?.title ?? id;
}

/** A simulated reply as Meta's webhook would bring it, so that it is read by what reads the real ones. */
export function replyValue(
  reply: SimulatedReply,
  requestId: string,
  { message: answered, wamid }: { message: OutgoingMessage | null; wamid: string | null },
): JsonObject {
  const { button, list, text, kind, location } = reply;
  const chosen = (id: string) => ({ id: carryRequest(requestId, id), title: titleOf(id, reply, answered) });
  if (button !== undefined) {
    const { id, title } = chosen(button);
    return answered?.kind === 'buttons'
      ? { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id, title } } }
      : { type: 'button', button: { payload: id, text: title } };
  }
  if (list !== undefined) return { type: 'interactive', interactive: { type: 'list_reply', list_reply: chosen(list) } };
  if (location) return { type: 'location', location: { ...location } };
  if (kind === undefined || kind === 'text') return { type: 'text', text: { body: text ?? '' } };
  if (kind === 'reaction') return { type: kind, reaction: { emoji: text ?? '👍', message_id: wamid } };
  return {
    type: kind,
    [kind]: { ...(MEDIA.has(kind) ? { id: 'simulated' } : {}), ...(text ? { caption: text } : {}) },
  };
}
